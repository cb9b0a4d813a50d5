package import Model

/// What came of looking at one document.
package struct SearchedDocument: Sendable {
    /// Where it stands.
    package var place: SearchedPlace
    package let hits: [DocumentSearch.Hit]
    package let isBinary: Bool
    package let count: Int

    /// Which file it is, wherever its path leads; nil for what is not a file.
    package let file: FileNumber?

    package init(_ place: SearchedPlace, _ search: DocumentSearch, file: FileNumber? = nil) {
        self.place = place
        hits = search.hits
        isBinary = search.isBinary
        count = search.count
        self.file = file
    }
}

/// Tells one file from another, however their paths are spelled.
package struct FileNumber: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}

/// What could not be read.
package struct SearchProblem: Hashable, Sendable {
    /// What there is in its place.
    package enum Kind: Hashable, Sendable {
        case unreadable, missing, notRegular
    }

    /// As it is shown.
    package let path: String

    /// A clause.
    package let reason: String
    package let kind: Kind

    package init(path: String, reason: String, kind: Kind = .unreadable) {
        self.path = path
        self.reason = reason
        self.kind = kind
    }
}

/// What a search went over.
package struct SearchResult: Sendable {
    /// Those in which a key stands, by place.
    package var documents: [SearchedDocument] = []

    /// How many there were.
    package var documentCount = 0

    /// Of all of them together.
    package var byteCount = 0

    /// The paths of binary files: what is packed in one of them is not seen.
    package var binary: [PathBytes] = []
    package var problems: [SearchProblem] = []

    package init() {}

    /// Adds what came of one document.
    package mutating func add(_ document: SearchedDocument) {
        documentCount += 1
        byteCount += document.count
        if !document.hits.isEmpty { documents.append(document) }
        if document.isBinary, case .file(let path) = document.place { binary.append(path) }
    }

    /// Adds what another search went over.
    package mutating func add(_ other: SearchResult) {
        documents += other.documents
        documentCount += other.documentCount
        byteCount += other.byteCount
        binary += other.binary
        problems += other.problems
    }
}

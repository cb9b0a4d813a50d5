/// The fields that may be in one kind of map.
class Section: @unchecked Sendable {
    /// The path to it, such as `identities.NAME.owner`; empty for the top of the file.
    let path: String

    /// The path to an identity of any name.
    static let anyIdentity = "identities.NAME"

    /// The path to a profile of any name.
    static let anyProfile = "profiles.NAME"

    /// What a file whose top the section is is called; nil for a section inside of one.
    let fileTitle: String?
    let doc: String

    /// In the order of the reference.
    let fields: [FieldDescription]

    /// The kinds that an entry is exactly one of; empty where there is but one.
    let alternatives: [Alternative]

    /// Groups of fields of which at most one may be in a map.
    let apart: [[String]]

    /// One kind of entry.
    struct Alternative: Sendable {
        /// The field that chooses it.
        let name: String

        /// The fields that must stand beside it, and beside no other.
        let companions: [String]

        init(_ name: String, with companions: [String]) {
            self.name = name
            self.companions = companions
        }
    }

    /// The places of the required ones.
    let required: [Int]

    private let names: [UInt8]
    private let ends: [Int]

    init(
        _ path: String,
        _ doc: String,
        fileTitle: String? = nil,
        alternatives: [Alternative] = [],
        apart: [[String]] = [],
        _ fields: [FieldDescription]
    ) {
        self.path = path
        self.fileTitle = fileTitle
        self.doc = doc
        self.fields = fields
        self.alternatives = alternatives
        self.apart = apart
        required = fields.indices.filter { fields[$0].isRequired }
        var names: [UInt8] = []
        var ends: [Int] = []
        for field in fields {
            names.append(contentsOf: field.name.utf8)
            ends.append(names.count)
        }
        self.names = names
        self.ends = ends
    }

    /// The place among ``fields`` of the one with this name.
    func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        names.withUnsafeBufferPointer { names in
            var start = 0
            for index in ends.indices {
                let end = ends[index]
                if end - start == name.count, names[start] == name.first {
                    var offset = 1
                    while offset < name.count, names[start + offset] == name[offset] { offset += 1 }
                    if offset == name.count { return index }
                }
                start = end
            }
            return nil
        }
    }
}

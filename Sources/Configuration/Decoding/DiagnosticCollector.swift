internal import Diagnostics

/// The diagnostics of one file, bounded: a file of garbage has more of them than anyone reads.
struct DiagnosticCollector {
    /// How many errors, and how many others, are kept of one file.
    static let maximum = 50

    private let file: String
    private let address: String?
    private var kept: [Diagnostic] = []
    private var keptErrors = 0
    private var dropped = 0
    private(set) var hasErrors = false

    init(file: String, address: String?) {
        self.file = file
        self.address = address
    }

    /// How many were added, those that were not kept included.
    var count: Int { kept.count + dropped }

    /// Whether further errors are only counted: then they need not be made.
    var isFull: Bool { keptErrors >= Self.maximum }

    /// Counts an error that was not made because of ``isFull``.
    mutating func countError() {
        hasErrors = true
        dropped += 1
    }

    /// Notes an error that was told elsewhere.
    mutating func countSilently() { hasErrors = true }

    mutating func add(_ diagnostic: Diagnostic) {
        if diagnostic.isError { hasErrors = true }
        guard (diagnostic.isError ? keptErrors : kept.count - keptErrors) < Self.maximum else {
            dropped += 1
            return
        }
        kept.append(diagnostic)
        if diagnostic.isError { keptErrors += 1 }
    }

    /// What was kept, and a note about what was not.
    var diagnostics: [Diagnostic] {
        guard dropped > 0 else { return kept }
        let last = kept.compactMap(\.location).filter { $0.file == file }.max()
        let location = last ?? SourceLocation(file: file, line: 1, column: 1)
        return kept + [.moreDiagnostics(dropped, in: file, at: location, address: address)]
    }
}

internal import Diagnostics
internal import Model
internal import Verification
internal import YAML

/// What a compose file says of the variables of its services, by itself.
struct ComposeDocument: Sendable {
    /// By absolute path.
    let file: String
    private(set) var services: [String: Service] = [:]
    private(set) var includes: [Include] = []

    /// What it says that cannot be followed: a clause each.
    private(set) var doubts: [String] = []

    struct Service: Sendable {
        var service = ComposeProject.Service()
        var base: Base?
    }

    /// `extends`.
    struct Base: Sendable {
        /// Absolute; nil for the same file.
        let file: String?
        let service: String
    }

    /// `include`, all paths absolute.
    struct Include: Sendable {
        var files: [String] = []
        var folder: String?
        var interpolations: [String]?
    }

    struct Unreadable: Error {
        /// A clause.
        let reason: String
    }

    /// Relative paths are taken from `folder`.
    ///
    /// - Throws: why it is not YAML that can be read.
    init(_ content: Secret, file: String, folder: String) throws(Unreadable) {
        self.file = file
        do {
            let tree = try content.withBytes { bytes throws(Diagnostic) in
                try bytes.withMemoryRebound(to: UInt8.self) { bytes throws(Diagnostic) in
                    try YAMLReader.read(bytes, file: file)
                }
            }
            let reader = ComposeReading(tree: tree, file: file, folder: folder)
            services = reader.services
            includes = reader.includes
            doubts = reader.doubts
        } catch {
            // Not its own words, which quote aliases and tags: in a file of someone's they may be a secret without quotes.
            throw Unreadable(reason: "\(error.code) in line \(error.location?.line ?? 1)")
        }
    }
}

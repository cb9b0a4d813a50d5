internal import Model

/// The real files, but for one that is read as it would be after a change.
package struct PatchedFiles: ConfigurationFiles {
    private let path: String
    private let content: [UInt8]
    private let disk = DiskFiles()

    package init(path: String, content: [UInt8]) {
        self.path = path
        self.content = content
    }

    package var workingFolder: String { disk.workingFolder }

    package func names(in folder: String) throws(FileProblem) -> [String] { try disk.names(in: folder) }

    package func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        path == absolute ? content : try disk.read(path, limit: limit)
    }

    package func resolved(_ path: String) -> String? { disk.resolved(path) }

    private var absolute: String { PathText.absolute(path, in: workingFolder) }
}

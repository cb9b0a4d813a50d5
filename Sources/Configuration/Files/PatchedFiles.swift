internal import Model

/// The real files, but for one that is read as it would be after a change, or once it is made.
package struct PatchedFiles: ConfigurationFiles {
    private let path: String
    private let content: [UInt8]
    private let disk = DiskFiles()

    package init(path: String, content: [UInt8]) {
        self.path = path
        self.content = content
    }

    package var workingFolder: String { disk.workingFolder }

    package func names(in folder: String) throws(FileProblem) -> [String] {
        let names = try disk.names(in: folder)
        let parts = absolute.split(separator: "/")
        // One that is to be made is there, too.
        guard let name = parts.last.map(String.init), !names.contains(name),
            PathText.absolute(folder, in: workingFolder).split(separator: "/") == parts.dropLast()
        else { return names }
        return names + [name]
    }

    package func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        path == absolute ? content : try disk.read(path, limit: limit)
    }

    package func resolved(_ path: String) -> String? { disk.resolved(path) }

    private var absolute: String { PathText.absolute(path, in: workingFolder) }
}

internal import Glibc

/// Where the environment files are, when the command line does not say.
enum ConfigurationFolder {
    /// What the folder is called.
    static let usual = "environments"

    /// The folder that was named, that `KEYTURN_CONFIG` names, or the nearest folder `environments`: here, or further up.
    ///
    /// Relative to the working folder, as messages name it. Further up a folder counts only if it holds a YAML file:
    /// another program may have an `environments`, too.
    static func find(_ named: String?, variables: [String: String] = Runner.processVariables()) -> String {
        if let named { return named }
        if let named = variables["KEYTURN_CONFIG"], !named.isEmpty { return named }
        if isFolder(usual) { return usual }
        var candidate = "../\(usual)"
        for _ in 0..<depth {
            if isFolder(candidate), holdsYAML(candidate) { return candidate }
            candidate = "../" + candidate
        }
        return usual
    }

    /// The folder that a folder is in.
    static func parent(of folder: String) -> String {
        let parts = folder.split(separator: "/")
        if parts.last == ".." || parts.last == "." || parts.isEmpty { return folder + "/.." }
        let parent = parts.dropLast().joined(separator: "/")
        return folder.hasPrefix("/") ? "/" + parent : parent.isEmpty ? "." : parent
    }

    /// A file beside a folder, as messages name it.
    static func sibling(_ name: String, of folder: String) -> String {
        let parent = parent(of: folder)
        return parent == "." ? name : parent == "/" ? "/\(name)" : "\(parent)/\(name)"
    }

    /// How many folders lie above the working folder.
    private static var depth: Int {
        guard let path = getcwd(nil, 0) else { return 0 }
        defer { free(path) }
        return String(cString: path).split(separator: "/").count
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func holdsYAML(_ path: String) -> Bool {
        guard let folder = opendir(path) else { return false }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".yaml") { return true }
        }
        return false
    }
}

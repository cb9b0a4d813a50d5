/// Files of a configuration that is written nowhere: one environment file, over the profiles of a folder.
package struct AddressedFiles: ConfigurationFiles {
    private let file: String
    private let content: [UInt8]
    private let profiles: String
    private let disk = DiskFiles()

    /// - Parameters:
    ///   - environment: the environment's name.
    ///   - content: what is in its file, relative paths being relative to the working folder.
    ///   - folder: where `_profiles.yaml` is looked for.
    package init(environment: String, content: [UInt8], profilesIn folder: String) {
        file = environment + ".yaml"
        self.content = content
        profiles = folder + "/_profiles.yaml"
    }

    package var workingFolder: String { disk.workingFolder }

    package func names(in folder: String) throws(FileProblem) -> [String] {
        // Something else than a file in its place is reported when it is read.
        (try? disk.read(profiles, limit: .max)) == nil ? [file] : [file, "_profiles.yaml"]
    }

    package func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        switch path.split(separator: "/").last.map(String.init) {
        case file: content
        case "_profiles.yaml": try disk.read(profiles, limit: limit)
        default: try disk.read(path, limit: limit)
        }
    }
}

/// Files of a configuration that is written nowhere: one environment file, over the profiles of a folder.
package struct AddressedFiles: ConfigurationFiles {
    private let file: String
    private let content: [UInt8]
    private let profiles: String
    private let profilesText: [UInt8]?
    private let disk = DiskFiles()

    /// - Parameters:
    ///   - environment: the environment's name.
    ///   - content: what is in its file, relative paths being relative to the working folder.
    ///   - folder: where `_profiles.yaml` is looked for.
    ///   - profilesText: what is in it, where it is written nowhere.
    package init(environment: String, content: [UInt8], profilesIn folder: String, profilesText: [UInt8]? = nil) {
        file = environment + ".yaml"
        self.content = content
        self.profilesText = profilesText
        profiles = folder + "/_profiles.yaml"
    }

    package var workingFolder: String { disk.workingFolder }

    package func names(in folder: String) throws(FileProblem) -> [String] {
        // Something else than a file in its place is reported when it is read.
        profilesText == nil && (try? disk.read(profiles, limit: .max)) == nil ? [file] : [file, "_profiles.yaml"]
    }

    package func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        switch (path.split(separator: "/").last.map(String.init), profilesText) {
        case (file, _): content
        case ("_profiles.yaml", let text?): text
        default: try disk.read(path, limit: limit)
        }
    }
}

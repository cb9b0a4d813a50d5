internal import Diagnostics
package import Model
package import Verification
internal import YAML

/// Reads what a compose file says of the variables of its services.
///
/// Only what decides about variables is looked at: `env_file` and `environment`, merge keys (`<<`) included. `extends`,
/// `include` and profiles are not followed, paths with variables in them are left out.
package enum ComposeFile {
    /// Where compose looks in a folder, the first one that is there (its own order).
    package static let names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"]

    /// What compose reads besides, if nobody names files to it.
    package static let overrides = [
        "compose.override.yaml", "compose.override.yml", "docker-compose.override.yml", "docker-compose.override.yaml",
    ]

    package struct Unreadable: Error {
        /// A clause.
        package let reason: String
    }

    /// Adds the services of a file to those of a project; what was there gives way.
    ///
    /// Paths are taken from the folder of `file`, which is absolute.
    ///
    /// - Throws: why it is not YAML that can be read.
    package static func add(_ content: Secret, of file: String, to project: inout ComposeProject) throws(Unreadable) {
        do {
            let tree = try content.withBytes { bytes throws(Diagnostic) in
                try bytes.withMemoryRebound(to: UInt8.self) { bytes throws(Diagnostic) in
                    try YAMLReader.read(bytes, file: file)
                }
            }
            ComposeDocument(tree: tree, file: file).add(to: &project)
        } catch {
            // Not its own words, which quote aliases and tags: in a file of somebody's they may be a secret without quotes.
            throw Unreadable(reason: "\(error.code) in line \(error.location?.line ?? 1)")
        }
    }
}

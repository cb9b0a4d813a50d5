internal import YAML

/// What the decoding of every environment file needs besides the file's own text.
struct DecodingContext: Sendable {
    /// The environment's name, from the file's; empty for a file that concerns all of them.
    let name: String

    /// As messages name it.
    let file: String

    /// The absolute folder of the file, which its relative paths start from.
    let folder: String

    let variables: [String: String]
    let files: any ConfigurationFiles
    let defaults: Defaults?

    /// Zones and calendars, shared by all files.
    let calendars: CalendarTable

    /// What `database.profile` may name.
    var profiles = ProfileTable()

    var isShared: Bool { name.isEmpty }

    /// `_defaults.yaml`.
    ///
    /// Where it exists but could not be read there is no tree: then what seems to be missing in an environment may not
    /// be.
    struct Defaults: Sendable {
        let file: String
        let tree: YAMLTree?
    }
}

/// What a configuration file may cost.
///
/// Each bound is far above what 100,000 identities need and low enough that a file made to exhaust memory is refused in
/// well under a second.
package enum YAMLLimits {
    /// How large a file may be; refused before it is read.
    package static let fileBytes = 48 << 20

    /// How many nodes a file may hold.
    static let nodes = 8_000_000

    /// How many nodes the aliases of a file may stand for, all together.
    static let aliasedNodes = 1_000_000

    /// How deeply maps and lists may be nested; the schema needs five levels.
    static let depth = 64
}

/// One node of a YAML document: 24 bytes, so that a file of millions of nodes stays cheap.
package struct YAMLNode: Sendable {
    package enum Kind: UInt8, Sendable {
        case scalar, sequence, mapping, alias
    }

    package var kind: Kind

    /// A scalar without quotes and without a `!!str` tag: the only kind that can mean null.
    package var isPlain = false

    /// 1-based.
    package var line: Int32

    /// 1-based, in Unicode scalars.
    package var column: Int32

    /// How many scalars the node takes on its line as it is written, quotes included; 1 for a map or a list.
    package var length: Int32

    /// A scalar's first byte in the tree's text; an alias's target.
    package var start: Int32 = 0

    /// Behind a scalar's last byte in the tree's text; for a map or a list the index behind its last descendant, 0
    /// while it is being read.
    package var end: Int32 = 0
}

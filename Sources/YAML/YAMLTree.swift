/// A YAML document as one array of nodes in the order of the text, parents before their children, and one buffer that
/// holds every scalar's value.
///
/// The children of a map are its keys and values in turn. An alias is a node of its own that names its target.
package final class YAMLTree: Sendable {
    /// The root first.
    package let nodes: [YAMLNode]
    package let text: [UInt8]

    init(nodes: [YAMLNode], text: [UInt8]) {
        self.nodes = nodes
        self.text = text
    }

    /// The node that is at `index`, or the one that the alias there means.
    package func resolve(_ index: Int32) -> Int32 {
        var index = index
        while nodes[Int(index)].kind == .alias { index = nodes[Int(index)].start }
        return index
    }

    /// The index behind a node and all that it holds: its next sibling's, or its parent's end.
    package func next(after index: Int32) -> Int32 {
        let node = nodes[Int(index)]
        switch node.kind {
        case .scalar, .alias: return index + 1
        case .sequence, .mapping: return node.end
        }
    }

    /// Whether two nodes say the same, with all that they hold, in the same form.
    package func isAlike(_ left: Int32, _ right: Int32) -> Bool {
        let count = next(after: left) - left
        guard count == next(after: right) - right else { return false }
        return nodes.withUnsafeBufferPointer { nodes in
            text.withUnsafeBufferPointer { text in
                for offset in 0..<count {
                    let (a, b) = (nodes[Int(left + offset)], nodes[Int(right + offset)])
                    guard a.kind == b.kind, a.isPlain == b.isPlain else { return false }
                    switch a.kind {
                    case .scalar:
                        guard text[Int(a.start)..<Int(a.end)].elementsEqual(text[Int(b.start)..<Int(b.end)]) else {
                            return false
                        }
                    case .alias: guard a.start == b.start else { return false }
                    case .sequence, .mapping: guard a.end - left == b.end - right else { return false }
                    }
                }
                return true
            }
        }
    }

    /// Lends a scalar's value.
    package func withBytes<Result>(of index: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let node = nodes[Int(index)]
        return text.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[Int(node.start)..<Int(node.end)]))
        }
    }

    /// A scalar's value.
    package func string(at index: Int32) -> String {
        withBytes(of: index) { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a node is a scalar that means "nothing": `~`, `null` or no text at all, without quotes.
    package func isNull(_ index: Int32) -> Bool {
        let node = nodes[Int(index)]
        guard node.kind == .scalar, node.isPlain else { return false }
        switch node.end - node.start {
        case 0: return true
        case 1: return text[Int(node.start)] == UInt8(ascii: "~")
        case 4: return withBytes(of: index) { bytes in Self.nulls.contains { bytes.elementsEqual($0.utf8) } }
        default: return false
        }
    }

    private static let nulls = ["null", "Null", "NULL"]
}

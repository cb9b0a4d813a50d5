internal import CLibYAML
package import Diagnostics

/// Reads one YAML document from libyaml's events into a ``YAMLTree``, refusing what a configuration file has no use for.
package struct YAMLReader {
    private let file: String
    private let bytes: UnsafeBufferPointer<UInt8>
    private var nodes: [YAMLNode] = []
    private var text: [UInt8] = []
    private var open: [Int32] = []
    private var anchors: [String: Anchor] = [:]
    private var openAnchors: [(node: Int32, name: String)] = []
    private var aliasedNodes = 0
    private var documents = 0

    /// An anchored node, and how many nodes the aliases inside it stand for.
    private struct Anchor {
        let node: Int32
        var aliasedBefore: Int
        var aliasedInside: Int?
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
        self.file = file
        self.bytes = bytes
    }

    /// Reads a whole file.
    ///
    /// - Throws: the first thing that makes the text no single YAML document, or that is refused in any place: tags,
    ///   recursive aliases, too much nesting or expansion.
    package static func read(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(Diagnostic) -> YAMLTree {
        try EncodingCheck.run(bytes, file: file)
        var reader = YAMLReader(bytes, file: file)
        try reader.run()
        guard !reader.nodes.isEmpty else { throw .emptyFile(file) }
        let tree = YAMLTree(nodes: reader.nodes, text: reader.text)
        guard !tree.isNull(0) else { throw .emptyFile(file) }
        return tree
    }

    private mutating func run() throws(Diagnostic) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
        defer {
            parser.deallocate()
            event.deallocate()
        }
        guard yaml_parser_initialize(parser) == 1 else { throw .outOfMemory(file) }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // With the encoding set, libyaml takes a byte order mark for content.
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let content = UnsafeBufferPointer(rebasing: bytes[start...])
        yaml_parser_set_input_string(parser, content.baseAddress, content.count)
        // About eight bytes of YAML a node, three of them a scalar's, is what environment files have.
        nodes.reserveCapacity(min(content.count / 6, YAMLLimits.nodes))
        text.reserveCapacity(content.count * 3 / 4)

        var isAtEnd = false
        while !isAtEnd {
            guard yaml_parser_parse(parser, event) == 1 else {
                let unclosed = open.last.map { (line: Int(nodes[Int($0)].line), column: Int(nodes[Int($0)].column)) }
                throw YAMLSyntaxError(parser.pointee, source: content, file: file, innermost: unclosed).diagnostic
            }
            defer { yaml_event_delete(event) }
            isAtEnd = try take(event)
        }
    }

    /// - Returns: whether it was the last event.
    private mutating func take(_ event: UnsafeMutablePointer<yaml_event_t>) throws(Diagnostic) -> Bool {
        let start = event.pointee.start_mark
        switch event.pointee.type {
        case YAML_SCALAR_EVENT:
            try takeScalar(event)
        case YAML_MAPPING_START_EVENT:
            let details = event.pointee.data.mapping_start
            let tag = try self.tag(details.tag, fitting: .mapping, at: start)
            try add(node(.mapping, tag, start), anchor: details.anchor)
            try push(at: start)
        case YAML_SEQUENCE_START_EVENT:
            let details = event.pointee.data.sequence_start
            let tag = try self.tag(details.tag, fitting: .sequence, at: start)
            try add(node(.sequence, tag, start), anchor: details.anchor)
            try push(at: start)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
            if let index = open.popLast() {
                nodes[Int(index)].end = Int32(nodes.count)
                closeAnchor(of: index)
            }
        case YAML_ALIAS_EVENT:
            try takeAlias(event)
        case YAML_DOCUMENT_START_EVENT:
            documents += 1
            guard documents == 1 else { throw .severalDocuments(location(start)) }
        case YAML_STREAM_END_EVENT:
            return true
        default:
            break
        }
        return false
    }

    private mutating func takeScalar(_ event: UnsafeMutablePointer<yaml_event_t>) throws(Diagnostic) {
        let details = event.pointee.data.scalar
        let start = event.pointee.start_mark
        let end = event.pointee.end_mark
        let tag = try self.tag(details.tag, fitting: .scalar, at: start)
        var node = YAMLNode(
            kind: .scalar,
            line: Int32(truncatingIfNeeded: start.line + 1),
            column: Int32(truncatingIfNeeded: start.column + 1),
            length: end.line == start.line ? Int32(truncatingIfNeeded: max(1, end.column - start.column)) : .max
        )
        node.isPlain = details.style == YAML_PLAIN_SCALAR_STYLE && tag != .text
        node.start = Int32(truncatingIfNeeded: text.count)
        if let value = details.value {
            text.append(contentsOf: UnsafeBufferPointer(start: value, count: details.length))
        }
        node.end = Int32(truncatingIfNeeded: text.count)
        try add(node, anchor: details.anchor)
        closeAnchor(of: Int32(nodes.count - 1))
    }

    private mutating func takeAlias(_ event: UnsafeMutablePointer<yaml_event_t>) throws(Diagnostic) {
        let start = event.pointee.start_mark
        let name = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
        guard let anchor = anchors[name] else {
            throw .unknownAlias(name, known: anchors.keys.sorted(), location(start, length: name.utf8.count + 1))
        }
        guard let inside = anchor.aliasedInside else {
            throw .recursiveAlias(name, location(start, length: name.utf8.count + 1))
        }
        let target = nodes[Int(anchor.node)]
        let size = target.kind == .scalar ? 1 : Int(target.end - anchor.node)
        aliasedNodes += size + inside
        guard aliasedNodes <= YAMLLimits.aliasedNodes else {
            throw .aliasExpansion(location(start, length: name.utf8.count + 1))
        }
        var node = node(.alias, .none, start)
        node.length = Int32(truncatingIfNeeded: event.pointee.end_mark.column - start.column)
        node.start = anchor.node
        try add(node, anchor: nil)
    }

    private mutating func add(_ node: YAMLNode, anchor: UnsafeMutablePointer<UInt8>?) throws(Diagnostic) {
        guard nodes.count < YAMLLimits.nodes else {
            throw .tooManyNodes(SourceLocation(file: file, line: Int(node.line), column: Int(node.column)))
        }
        if let anchor {
            // YAML lets a later anchor take an earlier one's name.
            let name = String(cString: anchor)
            anchors[name] = Anchor(node: Int32(nodes.count), aliasedBefore: aliasedNodes)
            openAnchors.append((Int32(nodes.count), name))
        }
        nodes.append(node)
    }

    private mutating func push(at mark: yaml_mark_t) throws(Diagnostic) {
        guard open.count < YAMLLimits.depth else { throw .tooDeep(location(mark)) }
        open.append(Int32(nodes.count - 1))
    }

    /// Notes, where the node that is complete now has an anchor, how much the aliases inside it stand for.
    private mutating func closeAnchor(of node: Int32) {
        guard let last = openAnchors.last, last.node == node else { return }
        openAnchors.removeLast()
        guard let anchor = anchors[last.name], anchor.node == node else { return }
        anchors[last.name]?.aliasedInside = aliasedNodes - anchor.aliasedBefore
    }

    private func node(_ kind: YAMLNode.Kind, _ tag: YAMLTag, _ mark: yaml_mark_t) -> YAMLNode {
        YAMLNode(
            kind: kind,
            line: Int32(truncatingIfNeeded: mark.line + 1),
            column: Int32(truncatingIfNeeded: mark.column + 1),
            length: 1
        )
    }

    private func tag(
        _ tag: UnsafeMutablePointer<UInt8>?,
        fitting kind: YAMLNode.Kind,
        at mark: yaml_mark_t
    ) throws(Diagnostic) -> YAMLTag {
        guard let tag else { return .none }
        let name = String(cString: tag)
        guard let known = YAMLTag(name, fitting: kind) else { throw .explicitTag(name, location(mark)) }
        return known
    }

    private func location(_ mark: yaml_mark_t, length: Int = 1) -> SourceLocation {
        SourceLocation(file: file, line: mark.line + 1, column: mark.column + 1, length: length)
    }
}

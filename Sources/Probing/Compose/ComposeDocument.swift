internal import Model
internal import Verification
internal import YAML

/// A compose file that was read.
struct ComposeDocument {
    let tree: YAMLTree

    /// By absolute path.
    let file: String

    func add(to project: inout ComposeProject) {
        guard let services = entries(of: 0)["services"] else { return }
        for (name, node) in entries(of: services) {
            let fields = entries(of: node)
            var service = project.services[name] ?? ComposeProject.Service()
            if let files = fields["env_file"] { service.envFiles += envFiles(files) }
            if let values = fields["environment"] {
                for (variable, value) in environment(values) {
                    service.environment[variable] = ComposeProject.Setting(value: value, file: file)
                }
            }
            project.services[name] = service
        }
    }

    // MARK: - Fields

    /// One path, or a list of paths and of maps with a `path`.
    private func envFiles(_ node: Int32) -> [String] {
        let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
        let paths = tree.nodes[Int(node)].kind == .sequence ? items(of: node) : [node]
        return paths.compactMap { node in
            let scalar = tree.nodes[Int(node)].kind == .mapping ? entries(of: node)["path"] : node
            guard let path = scalar.flatMap(text), !path.isEmpty, !path.contains("$") else { return nil }
            return PathText.absolute(path, in: folder)
        }
    }

    /// A map, or a list of `NAME=VALUE` and `NAME`.
    private func environment(_ node: Int32) -> [String: ComposeProject.Value] {
        switch tree.nodes[Int(node)].kind {
        case .mapping:
            var values: [String: ComposeProject.Value] = [:]
            for (name, value) in entries(of: node) {
                guard tree.nodes[Int(value)].kind == .scalar else { continue }
                values[name] =
                    tree.isNull(value)
                    ? .variable(name, otherwise: nil) : tree.withBytes(of: value) { ComposeValue.read($0) }
            }
            return values
        case .sequence:
            var values: [String: ComposeProject.Value] = [:]
            for item in items(of: node) where tree.nodes[Int(item)].kind == .scalar {
                tree.withBytes(of: item) { bytes in
                    let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
                    let rest = bytes.dropFirst(name.utf8.count)
                    values[name] =
                        rest.isEmpty
                        ? .variable(name, otherwise: nil)
                        : ComposeValue.read(UnsafeBufferPointer(rebasing: rest.dropFirst()))
                }
            }
            return values
        case .scalar, .alias: return [:]
        }
    }

    // MARK: - Nodes

    private func text(_ node: Int32) -> String? {
        tree.nodes[Int(node)].kind == .scalar ? tree.string(at: node) : nil
    }

    /// The elements of a list, aliases resolved.
    private func items(of node: Int32) -> [Int32] {
        guard tree.nodes[Int(node)].kind == .sequence else { return [] }
        var items: [Int32] = []
        var index = node + 1
        while index < tree.nodes[Int(node)].end {
            items.append(tree.resolve(index))
            index = tree.next(after: index)
        }
        return items
    }

    /// The values of a map by their keys, aliases resolved; its own beat those that it merges in by `<<`.
    ///
    /// Empty for anything else.
    private func entries(of node: Int32) -> [String: Int32] {
        guard tree.nodes[Int(node)].kind == .mapping else { return [:] }
        var own: [String: Int32] = [:]
        var merged: [String: Int32] = [:]
        var index = node + 1
        while index < tree.nodes[Int(node)].end {
            let value = tree.resolve(tree.next(after: index))
            if let key = text(tree.resolve(index)) {
                if key == "<<" {
                    let sources = tree.nodes[Int(value)].kind == .sequence ? items(of: value) : [value]
                    // Of several sources the first one wins.
                    for source in sources { merged.merge(entries(of: source)) { first, _ in first } }
                } else {
                    own[key] = value
                }
            }
            index = tree.next(after: tree.next(after: index))
        }
        return own.merging(merged) { own, _ in own }
    }
}

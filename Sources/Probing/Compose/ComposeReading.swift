internal import Model
internal import Verification
internal import YAML

/// Finds in the tree of a compose file what decides about variables.
struct ComposeReading {
    private let tree: YAMLTree

    /// By absolute path.
    private let file: String

    /// Where relative paths are taken from.
    private let folder: String

    private(set) var services: [String: ComposeDocument.Service] = [:]
    private(set) var includes: [ComposeDocument.Include] = []
    private(set) var doubts: [String] = []

    init(tree: YAMLTree, file: String, folder: String) {
        self.tree = tree
        self.file = file
        self.folder = folder
        let top = entries(of: 0)
        if let node = top["include"] { readIncludes(node) }
        if let node = top["services"] {
            for (name, node) in entries(of: node) { services[name] = service(node) }
        }
        doubts = Set(doubts).sorted()
    }

    // MARK: - Fields

    private mutating func service(_ node: Int32) -> ComposeDocument.Service {
        let fields = entries(of: node)
        var service = ComposeDocument.Service()
        if let files = fields["env_file"] { readEnvFiles(files, into: &service.service) }
        if let profiles = fields["profiles"] { service.service.needsProfile = !items(of: profiles).isEmpty }
        if let values = fields["environment"] {
            for (variable, value) in environment(values) {
                service.service.environment[variable] = ComposeProject.Setting(value: value, file: file)
            }
        }
        if let base = fields["extends"] { service.base = self.base(base) }
        return service
    }

    /// A service's name, or a map of `service` and `file`.
    private mutating func base(_ node: Int32) -> ComposeDocument.Base? {
        if let name = text(node) { return ComposeDocument.Base(file: nil, service: name) }
        let fields = entries(of: node)
        guard let name = fields["service"].flatMap(text) else {
            doubts.append("an `extends` names no service")
            return nil
        }
        guard let path = fields["file"] else { return ComposeDocument.Base(file: nil, service: name) }
        guard let file = self.path(path, of: "an `extends`") else { return nil }
        return ComposeDocument.Base(file: file, service: name)
    }

    /// Paths, or maps of `path`, `project_directory` and `env_file`.
    private mutating func readIncludes(_ node: Int32) {
        for item in items(of: node) {
            var include = ComposeDocument.Include()
            if tree.nodes[Int(item)].kind == .mapping {
                let fields = entries(of: item)
                guard let paths = fields["path"] else { continue }
                include.files = self.paths(paths, of: "an `include`")
                if let folder = fields["project_directory"] {
                    guard let folder = path(folder, of: "the `project_directory` of an `include`") else { continue }
                    include.folder = folder
                }
                if let files = fields["env_file"] {
                    include.interpolations = self.paths(files, of: "the `env_file` of an `include`")
                }
            } else {
                include.files = path(item, of: "an `include`").map { [$0] } ?? []
            }
            includes.append(include)
        }
    }

    /// One path, or a list of paths and of maps with a `path`; whether it is `required` changes no value.
    private mutating func readEnvFiles(_ node: Int32, into service: inout ComposeProject.Service) {
        let what = "an `env_file`"
        for item in elements(of: node) {
            let isMap = tree.nodes[Int(item)].kind == .mapping
            let fields = isMap ? entries(of: item) : [:]
            guard let path = isMap ? fields["path"].flatMap({ path($0, of: what) }) : path(item, of: what) else {
                continue
            }
            service.envFiles.append(path)
            guard let format = fields["format"].flatMap(text), !format.isEmpty else { continue }
            if format == "raw" {
                service.rawFiles.insert(path)
            } else {
                doubts.append("the format of \(what) is not known")
            }
        }
    }

    private mutating func paths(_ node: Int32, of what: String) -> [String] {
        elements(of: node).compactMap { path($0, of: what) }
    }

    /// Those of a list, or the one that is in its place.
    private func elements(of node: Int32) -> [Int32] {
        tree.nodes[Int(node)].kind == .sequence ? items(of: node) : [node]
    }

    /// An absolute path; nil if it is none of this machine, or cannot be told.
    private mutating func path(_ node: Int32, of what: String) -> String? {
        guard let path = text(node), !path.isEmpty else { return nil }
        if path.contains("$") {
            doubts.append("the path of \(what) has a variable in it")
        } else if path.contains("://") || path.hasPrefix("git@") || path.hasPrefix("github.com/") {
            doubts.append("\(what) leads to another machine")
        } else if PathText.beginsAtHome(path) {
            doubts.append("the path of \(what) starts in a home folder")
        } else {
            return PathText.absolute(path, in: folder)
        }
        return nil
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

internal import Mustache

/// Values that note which names a template asks for and does not find.
final class TemplateProbe {
    /// What stands for the key.
    static let key = "keyturnprobe"

    private var unknown: [String] = []
    /// A name that a group does not know; the library goes on to ask the groups around it, unless the name was written
    /// with dots.
    private var open: (name: String, path: String)?

    var root: any MustacheParent { Group(probe: self, path: "") }

    /// - Returns: unknown names, each once, in order.
    func finish() -> [String] {
        settle()
        return unknown
    }

    /// `inner` is what the name would have been in the group that was asked first.
    private func miss(_ name: String, in path: String, inner: String? = nil) {
        settle()
        open = (name, inner ?? (path.isEmpty ? name : "\(path).\(name)"))
        if path.isEmpty { settle() }
    }

    /// - Returns: the same name in a group that was asked before and did not know it.
    private func asked(_ name: String) -> String? {
        defer { settle() }
        guard let open, open.name == name else { return nil }
        self.open = nil
        return open.path
    }

    private func settle() {
        guard let path = open?.path else { return }
        if !unknown.contains(path) { unknown.append(path) }
        open = nil
    }

    /// The root, or `owner`.
    private struct Group: MustacheParent, MustacheCustomRenderable {
        let probe: TemplateProbe
        let path: String

        func child(named name: String) -> Any? {
            let inner = probe.asked(name)
            let full = path.isEmpty ? name : "\(path).\(name)"
            if path.isEmpty, name == "owner" { return Group(probe: probe, path: name) }
            if CompiledTemplate.names.contains(full) { return Leaf(probe: probe, path: full) }
            probe.miss(name, in: path, inner: inner)
            return nil
        }

        /// A group by itself is no value.
        var renderText: String {
            probe.miss(path.isEmpty ? "." : path, in: "")
            return ""
        }

        var isNull: Bool { false }
    }

    private struct Leaf: MustacheParent, MustacheCustomRenderable, MustacheTransformable {
        let probe: TemplateProbe
        let path: String

        func child(named name: String) -> Any? {
            let inner = probe.asked(name)
            probe.miss(name, in: path, inner: inner)
            return nil
        }

        func transform(_ name: String) -> Any? {
            guard let result = (path as any MustacheTransformable).transform(name) else {
                probe.miss("\(name)(\(path))", in: "")
                return nil
            }
            return result
        }

        var renderText: String { path == "key" ? TemplateProbe.key : "" }
        var isNull: Bool { false }
    }
}

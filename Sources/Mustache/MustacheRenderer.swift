/// Fills a template in.
///
/// It calls itself once for each section that is open; ``MustacheTemplate/depthLimit`` bounds those.
struct MustacheRenderer {
    private(set) var text = ""

    /// What names are looked for in: the values of all, then those of each open section.
    private var scopes: [Scope]
    private let missed: (MustacheMiss) -> Void

    private struct Scope {
        /// The names that led here from the values of all.
        let path: String
        let value: MustacheValue
    }

    init(_ values: [String: MustacheValue], missed: @escaping (MustacheMiss) -> Void) {
        scopes = [Scope(path: "", value: .group(values))]
        self.missed = missed
    }

    mutating func add(_ nodes: [MustacheNode]) {
        for node in nodes {
            switch node {
            case .text(let piece): text += piece
            case .variable(let name, let escaping): add(name, escaping)
            case .section(let name, let inverted, let inner):
                let scope = find(name)
                if scope == nil { miss(name) }
                let elements = scope.map(elements) ?? []
                if inverted {
                    if elements.isEmpty { add(inner) }
                    continue
                }
                for element in elements {
                    scopes.append(element)
                    add(inner)
                    scopes.removeLast()
                }
            }
        }
    }

    private mutating func add(_ name: MustacheName, _ escaping: MustacheEscaping) {
        switch find(name)?.value {
        case .text(let value): text += escaping.escape(value)
        // A group or a list is nothing by itself.
        case .group, .list, nil: miss(name)
        }
    }

    /// What a section is repeated for.
    private func elements(_ scope: Scope) -> [Scope] {
        switch scope.value {
        case .text, .group: [scope]
        case .list(let values): values.map { Scope(path: scope.path, value: $0) }
        }
    }

    private func find(_ name: MustacheName) -> Scope? {
        guard let first = name.parts.first else { return scopes.last }
        // A dot at the beginning: in the innermost alone.
        let start =
            first.isEmpty
            ? scopes.last : scopes.reversed().lazy.compactMap { Self.child(String(first), of: $0) }.first
        return name.parts.dropFirst().reduce(start) { scope, part in
            scope.flatMap { Self.child(String(part), of: $0) }
        }
    }

    private static func child(_ name: String, of scope: Scope) -> Scope? {
        guard case .group(let values) = scope.value, let value = values[name] else { return nil }
        return Scope(path: joined(scope.path, name), value: value)
    }

    private func miss(_ name: MustacheName) {
        let path = scopes.last?.path ?? ""
        let full =
            if name.parts.isEmpty { path.isEmpty ? "." : path } else if name.parts.count > 1 {
                name.text
            } else if let found = find(name) { found.path } else { Self.joined(path, name.text) }
        missed(MustacheMiss(name: full, position: name.position))
    }

    private static func joined(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

/// A diagnostic, and those that say the same of other environments and identities.
package struct FoldedDiagnostic: Sendable {
    package let first: Diagnostic
    package internal(set) var others: [Diagnostic] = []

    /// In the order of the first of each; only those that `isFolded` are put together.
    package static func all(
        of diagnostics: some Sequence<Diagnostic>,
        folding isFolded: (Diagnostic) -> Bool
    ) -> [FoldedDiagnostic] {
        let diagnostics = Self.sorted(Array(diagnostics))
        let names = Set(diagnostics.compactMap(environment))
        var folded: [FoldedDiagnostic] = []
        var places: [Said: (place: Int, concerned: Set<String>)] = [:]
        for diagnostic in diagnostics {
            guard isFolded(diagnostic), let name = environment(of: diagnostic) else {
                folded.append(FoldedDiagnostic(first: diagnostic))
                continue
            }
            let said = Said(diagnostic, without: names)
            let concerned = diagnostic.address ?? name
            if let found = places[said], !found.concerned.contains(concerned) {
                folded[found.place].others.append(diagnostic)
                places[said]?.concerned.insert(concerned)
            } else {
                places[said] = (folded.count, [concerned])
                folded.append(FoldedDiagnostic(first: diagnostic))
            }
        }
        return folded
    }

    /// Those of one code that follow each other by their addresses, as people sort them.
    private static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var sorted: [Diagnostic] = []
        var rest = diagnostics[...]
        while let first = rest.first {
            let run = rest.prefix { $0.code == first.code && $0.severity == first.severity }
            rest = rest.dropFirst(run.count)
            guard run.count > 1, run.allSatisfy({ $0.address != nil && $0.location == first.location }) else {
                sorted += run
                continue
            }
            sorted += run.sorted(naturallyBy: { NaturalOrder($0.address ?? "") })
        }
        return sorted
    }

    /// So many of the others are named; the rest are counted.
    private static let limit = 12

    /// `prod (environments/prod.yaml:8:8), staging`; nil if it is of one environment and identity.
    var words: String? {
        guard !others.isEmpty else { return nil }
        let places = others.prefix(Self.limit).map { other in
            let hasOtherName = Self.identity(of: other) != Self.identity(of: first)
            let name = (hasOtherName ? other.address : Self.environment(of: other)) ?? ""
            return other.location.map { "\(name) (\($0))" } ?? name
        }
        let more = others.count - places.count
        return places.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    private static func identity(of diagnostic: Diagnostic) -> Substring? {
        guard let parts = diagnostic.address?.split(separator: "/"), parts.count == 2 else { return nil }
        return parts[1]
    }

    /// The environment that it is about, by its address or by the file that it points at.
    private static func environment(of diagnostic: Diagnostic) -> String? {
        if let name = diagnostic.environment { return name }
        guard let file = diagnostic.location?.file.split(separator: "/").last, file.hasSuffix(".yaml"),
            !file.hasPrefix("_")
        else { return nil }
        return String(file.dropLast(5))
    }

    /// What is said, whatever the environments and the identity are called.
    private struct Said: Hashable {
        let code: String
        let severity: Diagnostic.Severity
        let texts: [String]

        init(_ diagnostic: Diagnostic, without names: Set<String>) {
            code = diagnostic.code
            severity = diagnostic.severity
            let own = FoldedDiagnostic.identity(of: diagnostic)
            let said = [diagnostic.summary, diagnostic.detail ?? "", diagnostic.command ?? "", diagnostic.fix ?? ""]
            texts = said.map { text in
                var words: [Substring] = []
                var word = text.startIndex
                func end(_ index: String.Index) {
                    let part = text[word..<index]
                    words.append(part == own || names.contains(String(part)) ? "*" : part)
                }
                for index in text.indices
                where !(text[index].isLetter || text[index].isNumber || "-_".contains(text[index])) {
                    end(index)
                    words.append(text[index...index])
                    word = text.index(after: index)
                }
                end(text.endIndex)
                return words.joined()
            }
        }
    }
}

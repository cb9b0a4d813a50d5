/// A diagnostic, and those that say the same of other environments.
package struct FoldedDiagnostic: Sendable {
    package let first: Diagnostic
    package internal(set) var others: [Diagnostic] = []

    /// In the order of the first of each; only those that `isFolded` are put together.
    package static func all(
        of diagnostics: some Sequence<Diagnostic>,
        folding isFolded: (Diagnostic) -> Bool
    ) -> [FoldedDiagnostic] {
        let diagnostics = Array(diagnostics)
        let names = Set(diagnostics.compactMap(environment))
        var folded: [FoldedDiagnostic] = []
        var places: [Said: (place: Int, environments: Set<String>)] = [:]
        for diagnostic in diagnostics {
            guard isFolded(diagnostic), let name = environment(of: diagnostic) else {
                folded.append(FoldedDiagnostic(first: diagnostic))
                continue
            }
            let said = Said(diagnostic, without: names)
            if let found = places[said], !found.environments.contains(name) {
                folded[found.place].others.append(diagnostic)
                places[said]?.environments.insert(name)
            } else {
                places[said] = (folded.count, [name])
                folded.append(FoldedDiagnostic(first: diagnostic))
            }
        }
        return folded
    }

    /// `The same in prod (environments/prod.yaml:8:8), staging`; nil if it is of one environment.
    var words: String? {
        guard !others.isEmpty else { return nil }
        let places = others.map { other in
            let name = Self.environment(of: other) ?? ""
            return other.location.map { "\(name) (\($0))" } ?? name
        }
        return places.joined(separator: ", ")
    }

    /// The environment that it is about, by its address or by the file that it points at.
    private static func environment(of diagnostic: Diagnostic) -> String? {
        if let name = diagnostic.environment { return name }
        guard let file = diagnostic.location?.file.split(separator: "/").last, file.hasSuffix(".yaml"),
            !file.hasPrefix("_")
        else { return nil }
        return String(file.dropLast(5))
    }

    /// What is said, whatever the environments are called.
    private struct Said: Hashable {
        let code: String
        let severity: Diagnostic.Severity
        let texts: [String]

        init(_ diagnostic: Diagnostic, without names: Set<String>) {
            code = diagnostic.code
            severity = diagnostic.severity
            texts = [diagnostic.summary, diagnostic.detail ?? "", diagnostic.fix ?? ""].map { text in
                var words: [Substring] = []
                var word = text.startIndex
                func end(_ index: String.Index) {
                    let part = text[word..<index]
                    words.append(names.contains(String(part)) ? "*" : part)
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

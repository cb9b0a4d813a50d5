internal import Diagnostics

/// A misspelt field is missing, too: one mistake, told once.
enum MissingEchoes {
    /// Without the fields that are missing where a misspelt one stands in the same map.
    static func removed(from diagnostics: [Diagnostic]) -> [Diagnostic] {
        var echoes: Set<Diagnostic> = []
        for misspelt in diagnostics where misspelt.code == ConfigurationCode.unknownField.rawValue {
            guard let place = misspelt.location, let fix = misspelt.fix, fix.hasPrefix("did you mean `") else {
                continue
            }
            let name = fix.dropFirst("did you mean `".count).prefix { $0 != "`" }
            // Of several maps that lack it the one that begins last before it is the one that it stands in.
            let missing = diagnostics.filter { other in
                other.code == ConfigurationCode.missingField.rawValue && other.location?.file == place.file
                    && other.address == misspelt.address
                    && (other.summary.contains("`\(name)`") || other.summary.contains(".\(name)`"))
                    && other.location.map { $0 < place } ?? false
            }
            if let echo = missing.max(by: { ($0.location ?? place) < ($1.location ?? place) }) { echoes.insert(echo) }
        }
        return echoes.isEmpty ? diagnostics : diagnostics.filter { !echoes.contains($0) }
    }
}

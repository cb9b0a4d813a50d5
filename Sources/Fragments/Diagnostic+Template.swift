internal import Diagnostics

/// What is wrong with templates. It is the template that they point at, not a delivery.
extension Diagnostic {
    static func templateSyntax(_ what: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.templateSyntax,
            "the template cannot be read: \(what)",
            fix: "Write it in mustache: {{key}}, {{#owner}} … {{/owner}}, {{! a comment }}.",
            at: location
        )
    }

    static func templateName(_ name: String, nearest: String?, at location: SourceLocation) -> Diagnostic {
        let known = CompiledTemplate.names.joined(separator: ", ")
        return Diagnostic(
            .error,
            FragmentCode.templateName,
            "the template names \"\(name)\", which is no value",
            detail: "It would be left empty. Templates know \(known).",
            fix: nearest.map { "Did you mean {{\($0)}}?" } ?? "Use one of these names.",
            at: location
        )
    }

    static func templatePartial(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.templatePartial,
            "the template includes another one, which is not supported",
            fix: "Put the included text in its place.",
            at: location
        )
    }

    static func templateWithoutKey(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .warning,
            FragmentCode.templateWithoutKey,
            "what the template makes does not hold the key",
            detail: "A delivery from this template delivers nothing.",
            fix: "Put {{key}} where the key belongs.",
            at: location
        )
    }
}

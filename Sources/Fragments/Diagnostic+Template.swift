internal import Diagnostics
internal import Model

/// What is wrong with templates. It is the template that they point at, not a delivery; the address is that of the first
/// identity that is delivered through it.
extension Diagnostic {
    static func templateSyntax(_ what: String, at location: SourceLocation, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.templateSyntax,
            "the template cannot be read: \(what)",
            fix: "Write it in mustache: {{key}}, {{#owner}} … {{/owner}}, {{! a comment }}.",
            at: location,
            address: address
        )
    }

    static func templateName(
        _ name: String,
        known: [String],
        nearest: String?,
        at location: SourceLocation,
        _ address: String
    ) -> Diagnostic {
        let known = known.joined(separator: ", ")
        return Diagnostic(
            .error,
            FragmentCode.templateName,
            "the template names \"\(name)\", which is not a known variable",
            detail: "It would be left empty. Templates know \(known).",
            fix: nearest.map { "Did you mean {{\($0)}}?" } ?? "Use one of these names.",
            at: location,
            address: address
        )
    }

    static func templatePublicID(at location: SourceLocation, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.templateName,
            "the template names \"\(Template.publicID)\", and keys of this environment have no public part",
            detail: "It would be left empty. The profile of the environment's key table has no `publicId`.",
            fix: "Remove it, or choose a profile with `publicId`.",
            at: location,
            address: address
        )
    }

    static func templatePartial(at location: SourceLocation, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.templatePartial,
            "the template includes another one, which is not supported",
            fix: "Put the included text in its place.",
            at: location,
            address: address
        )
    }

    static func templateWithoutKey(at location: SourceLocation, _ address: String) -> Diagnostic {
        Diagnostic(
            .warning,
            FragmentCode.templateWithoutKey,
            "the template never outputs the key",
            detail: "A delivery from this template delivers nothing.",
            fix: "Put {{key}} where the key belongs.",
            at: location,
            address: address
        )
    }
}

internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Planning

/// The option of commands that policy may refuse.
struct Overrides: ParsableArguments {
    @Option(
        name: .customLong("override"),
        help: ArgumentHelp(
            "Ignore this policy rule for this run, with --reason; may be repeated.",
            valueName: "rule"
        )
    )
    var rules: [String] = []

    /// Nil if nothing is ignored.
    ///
    /// - Throws: where a rule does not exist, or no one says why.
    func read(reason: String?) throws -> PolicyOverride? {
        guard !rules.isEmpty else { return nil }
        for rule in rules where PolicyRules.named(rule) == nil { throw Self.unknown(rule) }
        guard let reason = try ReasonText.read(reason) else {
            throw ValidationError(
                "--override needs --reason",
                fix: "add --reason TEXT: it is shown wherever the plan is"
            )
        }
        return PolicyOverride(rules: rules, reason: reason)
    }

    /// What is said of a rule that does not exist.
    static func unknown(_ rule: String, among names: [String] = PolicyRules.names) -> ValidationError {
        ValidationError(
            "no rule named '\(PlainText.line(rule))'",
            fix: UnknownName.nearest(to: rule, among: names).map { "did you mean \($0)?" }
                ?? "run keyturn policy list to see every rule"
        )
    }
}

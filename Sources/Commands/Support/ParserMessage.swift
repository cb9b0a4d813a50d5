internal import ArgumentParser
internal import Diagnostics

/// What the parser says of a value, in Keyturn's words: what is wrong, and what could be written.
struct ParserMessage {
    let summary: String
    let fix: String?

    /// Nil if the message is about something else.
    init?(_ message: String) {
        let pattern =
            /(?s)the value '(?<value>.*)' is invalid for '(?<place>-[^ ']*)? ?(?:<(?<kind>[^>]+)>)?'(?<rest>.*)/
        guard let match = message.wholeMatch(of: pattern) else { return nil }
        let value = String(match.output.value)
        let place = match.output.place.map(String.init) ?? ""
        let rest = String(match.output.rest)
        let kind = match.output.kind.map(String.init) ?? ""
        if let list = rest.firstMatch(of: /^\. Please provide one of (.*)\.$/)?.output.1 {
            let known = list.matches(of: /'([^']+)'/).map { String($0.output.1) }
            summary = "'\(value)' is not a valid value of \(place.isEmpty ? "<\(kind)>" : place)"
            let near = Self.shortForms[value.lowercased()].flatMap { known.contains($0) ? $0 : nil }
            fix = near.map { "did you mean \($0)?" } ?? UnknownName.fix(for: value, among: known, most: known.count)
        } else if let reason = rest.firstMatch(of: /^: (.*)$/)?.output.1 {
            // `expected a duration such as 90s: it does not begin with a whole number`.
            let parts = reason.firstMatch(of: /^expected (?<form>[^:]*(?::\d[^:]*)*)(?:: (?<why>.*))?$/)?.output
            let why = parts.map { $0.why.map { ": \($0)" } ?? "" } ?? ": \(reason)"
            summary = "'\(value)' is not a valid value of \(place.isEmpty ? "<\(kind)>" : place)\(why)"
            fix = parts.map { "write \($0.form)" }
        } else if kind == "address", value.contains(",") {
            summary = "'\(value)' is not an address"
            fix = "write each by itself: \(value.split(separator: ",").joined(separator: " "))"
        } else if let example = CommandLineGuess.examples[kind] {
            summary = "'\(value)' is not \(example.one)"
            fix = "write \(example.what) such as \(example.text)"
        } else {
            summary = "'\(value)' is not a valid value of \(place.isEmpty ? "<\(kind)>" : place)"
            fix = nil
        }
    }

    /// What people call a format that has a longer name here.
    private static let shortForms = ["md": "markdown", "k8s": "kubernetes", "plain": "text", "txt": "text"]
}

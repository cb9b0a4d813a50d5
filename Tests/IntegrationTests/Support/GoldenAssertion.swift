internal import Foundation

/// An indented line of a golden case, about the run above it.
///
/// - `exit 2`: its exit code.
/// - `codes error[x], warning[y]`: all diagnostics that it printed as text, in their order; `codes none`.
/// - `says TEXT`, `never TEXT`: TEXT is printed, on standard output or error, or is not.
/// - `json PATH = VALUES`: members of what it printed as JSON. `changes[].action` is the `action` of each element of
///   `changes`; `.` is a member, and values are joined by commas.
struct GoldenAssertion {
    private let verb: Substring
    private let rest: String

    init(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1)
        verb = words.first ?? ""
        rest = words.count > 1 ? String(words[1]) : ""
    }

    /// What is wrong; nil if it holds.
    func problem(of run: (output: String, errors: String, exitCode: Int32?)?) throws -> String? {
        guard let run else { throw TestFailure("an assertion without a run") }
        switch verb {
        case "exit": return expect(rest, run.exitCode.map(String.init) ?? "none")
        case "codes":
            let codes = run.errors.matches(of: /(?m)^(error|warning)\[[a-z-]+\]/).map { String($0.output.0) }
            return expect(rest, codes.isEmpty ? "none" : codes.joined(separator: ", "))
        case "says": return (run.output + run.errors).contains(rest) ? nil : "is not printed"
        case "never": return (run.output + run.errors).contains(rest) ? "is printed" : nil
        case "json":
            guard let equals = rest.firstRange(of: " = ") else { throw TestFailure("no value: \(rest)") }
            let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
            let values = Self.members(rest[..<equals.lowerBound].split(separator: ".")[...], of: document)
            return expect(String(rest[equals.upperBound...]), values.joined(separator: ", "))
        default: throw TestFailure("unknown assertion: \(verb)")
        }
    }

    private func expect(_ expected: String, _ found: String) -> String? {
        expected == found ? nil : "expected: \(expected)\nfound:    \(found)"
    }

    private static func members(_ path: ArraySlice<Substring>, of value: Any) -> [String] {
        guard let name = path.first else { return [text(value)] }
        let isList = name.hasSuffix("[]")
        guard let member = (value as? [String: Any])?[String(isList ? name.dropLast(2) : name)] else {
            return ["absent"]
        }
        guard isList else { return members(path.dropFirst(), of: member) }
        return (member as? [Any] ?? []).flatMap { members(path.dropFirst(), of: $0) }
    }

    private static func text(_ value: Any) -> String {
        switch value {
        case let text as String: text
        case let number as NSNumber where isBoolean(number): number.boolValue ? "true" : "false"
        case let number as NSNumber: number.stringValue
        case is NSNull: "null"
        case let list as [Any]: "[" + list.map(text).joined(separator: " ") + "]"
        case let object as [String: Any]: "{" + object.keys.sorted().joined(separator: " ") + "}"
        default: "?"
        }
    }

    /// Whether a number was `true` or `false` in the text.
    private static func isBoolean(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c"
    }
}

internal import Subprocess

/// What a run of the binary showed to the world.
struct Run: Sendable, CustomStringConvertible {
    let arguments: [String]
    let termination: TerminationStatus
    let output: String
    let errors: String

    /// The exit code; nil for a process that a signal ended.
    var exitCode: Int32? {
        guard case .exited(let code) = termination else { return nil }
        return code
    }

    /// The signal that ended the process.
    var signal: Int32? {
        guard case .signaled(let number) = termination else { return nil }
        return number
    }

    /// What is said on standard error whatever the machine's speed: progress is told once a run takes a second.
    var errorsBesideProgress: String { errors.replacing(/(?m)^[a-z]+: [^\n]+…\n/, with: "") }

    /// The codes of the diagnostics that were told on standard error, errors alone, in their order;
    /// one that is folded counts for each environment.
    var errorCodes: [String] { codes(behind: "error[") }

    /// As ``errorCodes``, of warnings.
    var warningCodes: [String] { codes(behind: "warning[") }

    private func codes(behind label: String) -> [String] {
        var codes: [String] = []
        var last: String?
        for line in errors.split(separator: "\n") {
            if line.prefixMatch(of: /(error|warning|note)\[/) != nil {
                last = nil
                guard line.hasPrefix(label), let end = line.firstIndex(of: "]") else { continue }
                last = String(line[line.index(line.startIndex, offsetBy: label.count)..<end])
                codes += [last].compactMap(\.self)
            } else if let last, let others = line.prefixMatch(of: /\s+(= )?also:\s/) {
                // The same in other environments, which are named.
                codes += line[others.range.upperBound...].split(separator: ", ").map { _ in last }
            }
        }
        return codes
    }

    var description: String {
        "keyturn \(arguments.joined(separator: " ")) → \(termination)\n\(output)\(errors)"
    }
}

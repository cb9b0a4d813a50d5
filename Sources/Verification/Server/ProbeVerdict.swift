package import Model

/// What an answer says about what was presented.
package enum ProbeVerdict: Hashable, Sendable {
    /// With what was seen, a clause such as `HTTP 200`.
    case accepted(String)
    case refused(String)

    /// It cannot be told from the answer; why.
    case unclear(String)

    /// No answer came; why, and how to fix it where that is known.
    case unanswered(String, fix: String? = nil)

    package var isAccepted: Bool { if case .accepted = self { true } else { false } }

    /// As it follows "it was": an adjective with what was seen.
    package var words: String {
        switch self {
        case .accepted(let what): "accepted (\(what))"
        case .refused(let what): "refused (\(what))"
        case .unclear(let why), .unanswered(let why, _): why
        }
    }
}

extension ServerProbe {
    /// Measures an answer against both conditions; one that meets neither, or both, tells nothing.
    package func verdict(on answer: ProbeAnswer) -> ProbeVerdict {
        switch answer {
        case .none(let reason, let fix): return .unanswered(reason, fix: fix)
        case .unsent(let reason): return .unclear(reason)
        case .answered(let answer):
            let what = "HTTP \(answer.status)"
            switch (accepted.isMet(by: answer), refused.isMet(by: answer)) {
            case (true, false): return .accepted(what)
            case (false, true): return .refused(what)
            case (true, true): return .unclear("\(what) matches both `accepted` and `refused`")
            case (false, false):
                return (300...399).contains(answer.status)
                    ? .unclear("\(what) is a redirect, which is not followed: set `http` to the final URL")
                    : .unclear("\(what) matches neither `accepted` nor `refused`")
            }
        }
    }
}

extension AnswerCondition {
    func isMet(by answer: ProbeAnswer.Answer) -> Bool { alternatives.contains { $0.isMet(by: answer) } }
}

extension AnswerCondition.Alternative {
    fileprivate func isMet(by answer: ProbeAnswer.Answer) -> Bool {
        guard statuses.isEmpty || statuses.contains(where: { $0.contains(answer.status) }) else { return false }
        let hasHeaders = headers.allSatisfy { name, text in
            answer.headers[name]?.lowercased().contains(text.lowercased()) ?? false
        }
        guard hasHeaders else { return false }
        return body.isEmpty
            || answer.body.withBytes { bytes in
                body.contains { text in
                    var text = text
                    return text.withUTF8 { bytes.firstIndex(of: UnsafeRawBufferPointer($0)) != nil }
                }
            }
    }
}

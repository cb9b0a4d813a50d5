package import Model
package import Verification

/// Asks a server whether it accepts what is presented.
package protocol ServerProber: Sendable {
    /// One request.
    ///
    /// Never takes longer than the probe's timeout and a bounded time more, never throws, and tells no secret: what an
    /// answer's body repeats stays a ``Secret``.
    func ask(_ probe: ServerProbe, _ attempt: ProbeAttempt) async -> ProbeAnswer

    /// Asks until the key is accepted, for as long as the probe's timeout: servers that were just restarted, or that look
    /// keys up now and then, need a moment. Where there are marks, they are presented before and after each question.
    ///
    /// - Returns: the verdict on the last answer.
    func awaitAcceptance(_ probe: ServerProbe, of key: Secret, between marks: ProbeMarks?) async -> ProbeVerdict
}

/// Reads a chain line by line, in their order, and finds what is not as it was written.
///
/// Two lines are held, no more. The chain says what was changed by someone who cannot compute hashes again for the
/// rest of the file; against someone who can, and against a cut-off end, only remembered heads help.
package struct ChainVerifier {
    private let environment: String?
    private let remembered: [RememberedHead]
    private var unseen: Set<RememberedHead>

    package private(set) var findings: [ChainFinding] = []
    package private(set) var notes: [ChainNote] = []

    /// The end of what was read so far.
    package private(set) var head = AuditHead.empty

    /// How many lines were read.
    package private(set) var lineCount = 0

    private var pending: (number: Int, bytes: [UInt8])?

    /// `environment` is the one that the file must be of; nil for any.
    package init(environment: String?, remembered: [RememberedHead] = []) {
        self.environment = environment
        self.remembered = remembered
        unseen = Set(remembered)
    }

    /// The next line, without its line break; `isEnded` says whether it had one.
    package mutating func read(_ bytes: [UInt8], isEnded: Bool = true) {
        lineCount += 1
        if let pending, let torn = ReadAuditLine(bytes)?.torn, torn == AuditEntry.TornLine(pending.bytes) {
            notes.append(.mended(line: pending.number))
            self.pending = nil
        }
        settle()
        if isEnded {
            pending = (lineCount, bytes)
        } else {
            findings.append(.torn(line: lineCount))
        }
    }

    /// No line follows.
    package mutating func end() {
        settle()
        for head in remembered where unseen.contains(head) && head.head.sequence > self.head.sequence {
            findings.append(.truncated(head, last: self.head.sequence))
            unseen.remove(head)
        }
        // What a gap has swallowed is reported as a gap.
    }

    private mutating func settle() {
        guard let (number, bytes) = pending else { return }
        pending = nil
        guard let line = ReadAuditLine(bytes) else {
            findings.append(.unreadable(line: number))
            return
        }
        if !line.isWhole { findings.append(.edited(line: number, sequence: line.head.sequence)) }
        if let environment, line.environment != environment {
            findings.append(.foreign(line: number, environment: line.environment ?? "none"))
        }
        let expected = head.sequence + 1
        if line.head.sequence > expected {
            findings.append(.gap(line: number, missing: expected...line.head.sequence - 1))
        } else if line.head.sequence < expected {
            findings.append(.repeated(line: number, sequence: line.head.sequence))
        } else if line.previous != head.hash {
            findings.append(.broken(line: number))
        }
        check(line.head, number)
        // From here on by what the line says of itself, so that one edit is one finding.
        head = line.head
    }

    private mutating func check(_ found: AuditHead, _ number: Int) {
        for head in unseen where head.head.sequence == found.sequence {
            if head.head.hash != found.hash { findings.append(.rewritten(head, line: number)) }
            unseen.remove(head)
        }
    }
}

/// The end that a chain once had, and who remembers it.
package struct RememberedHead: Hashable, Sendable {
    package let head: AuditHead

    /// `dev`, for an anchor in the audit file of `dev`; nil for one that was given by hand.
    package let source: String?

    package init(_ head: AuditHead, source: String?) {
        self.head = head
        self.source = source
    }
}

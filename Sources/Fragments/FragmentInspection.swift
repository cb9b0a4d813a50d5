package import Diagnostics
package import Model

/// What was found where a fragment belongs, measured against what should stand there.
package final class FragmentInspection: Sendable {
    /// Identities whose entry is not as it should be, ascending, each once; empty where nothing is to be done for those
    /// that have a key and for those that are absent.
    package let findings: [(identity: Int, finding: FragmentFinding)]

    /// Why the file cannot be written; then ``findings`` is empty.
    ///
    /// Something that is not a file is there, a variable is defined twice, a value cannot be read, or a key cannot be
    /// carried.
    package let problem: Diagnostic?

    /// The fingerprint of every token in the file that could be a key, each once: what isolation is checked with.
    ///
    /// Long words of a template's own text are among them, in every environment alike: only one that is also known to
    /// be a key of another environment means anything.
    package let keys: [Fingerprint]

    /// What is behind the values of a dotenv file, by identity; without those behind which nothing does.
    private let paddings: [Int: ValuePadding]

    /// Entries that no delivery names: of Keyturn's, or in a dotenv file that users own what could be one.
    package let undeclared: [FragmentEntry]

    /// What stands where identities without a live key deliver to, by identity.
    package let waiting: [(identity: Int, key: Fingerprint)]

    /// Whether it is byte for byte a file of Keyturn's with the entries of its fragment alone.
    package let isExact: Bool

    /// Whole keys in identities' places, where the file is not as it should be: in a file that users own
    /// only what has the identity's format, in one of Keyturn's whatever could be a key.
    package let held: [(identity: Int, key: Fingerprint)]

    package init(
        findings: [(identity: Int, finding: FragmentFinding)] = [],
        problem: Diagnostic? = nil,
        keys: [Fingerprint] = [],
        paddings: [Int: ValuePadding] = [:],
        undeclared: [FragmentEntry] = [],
        waiting: [(identity: Int, key: Fingerprint)] = [],
        held: [(identity: Int, key: Fingerprint)] = [],
        isExact: Bool = false
    ) {
        self.waiting = waiting
        self.undeclared = undeclared
        self.findings = findings
        self.problem = problem
        self.keys = keys
        self.paddings = paddings
        self.held = held
        self.isExact = isExact
    }

    /// What is behind an identity's value in its line; nil for nothing.
    package func padding(of identity: Int) -> ValuePadding? { paddings[identity] }

    /// What was found of one identity; nil if its entry is as it should be.
    package func finding(of identity: Int) -> FragmentFinding? {
        var (low, high) = (0, findings.count)
        while low < high {
            let middle = (low + high) / 2
            if findings[middle].identity < identity { low = middle + 1 } else { high = middle }
        }
        return low < findings.count && findings[low].identity == identity ? findings[low].finding : nil
    }
}

/// Why a fragment must be written.
package enum FragmentFinding: Hashable, Sendable, Codable {
    /// There is no such file.
    case fileMissing
    /// The file does not name what the identity delivers to, or holds no key there.
    case entryMissing
    /// Another key stands where the identity's current key belongs.
    case holdsOther(Fingerprint)
    /// The current key is there, but its public part is not in its place, or another's is.
    case publicPart
    /// Every current key is there, but the file is not as we write it.
    case altered
    /// The content is right, but mode, owner or group is not.
    case attributes
    /// An absent identity's entry, or its whole file, is still there; with what it holds where that looks like a key.
    case surplus(Fingerprint?)

    /// As it is read again from what was written: see ``Fingerprint/asWritten``.
    package var asWritten: FragmentFinding {
        switch self {
        case .holdsOther(let key): .holdsOther(key.asWritten)
        case .surplus(let key): .surplus(key?.asWritten)
        case .fileMissing, .entryMissing, .publicPart, .altered, .attributes: self
        }
    }
}

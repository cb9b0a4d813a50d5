internal import Configuration
internal import Delivery
internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import Model
internal import Planning

/// A saved plan as a file: a line that says what it is, with the digest of the rest, then the plan as JSON.
///
/// The digest shows damage and careless edits to anyone. Who may write the file can make another digest, too: whoever
/// carries it out names the digest that was reviewed (`--approve`).
struct SavedPlanFile {
    let saved: SavedPlan

    /// SHA-256 of the plan's bytes, 64 hex digits.
    let digest: String

    private let content: Data

    private struct Header: Codable {
        var keyturnSavedPlan: String
        var digest: String

        enum CodingKeys: String, CodingKey {
            case keyturnSavedPlan = "keyturn_saved_plan"
            case digest
        }
    }

    static let formatVersion = "1.0"

    /// In bytes: far more than the plan of a fleet.
    private static let largest = 1 << 30

    /// Whether a word of `keyturn apply` is a file rather than an address: there is one, or it looks like one.
    static func isMeant(by word: String) -> Bool {
        access(word, F_OK) == 0 || word.hasSuffix(".plan") || word.hasPrefix("/") || word.hasPrefix(".")
            || AddressPattern(argument: word) == nil
    }

    init(_ saved: SavedPlan) throws {
        self.saved = saved
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        content = try encoder.encode(saved)
        digest = Self.digest(of: content)
    }

    /// - Throws: ``SavedPlanProblem``.
    init(reading path: String) throws(SavedPlanProblem) {
        let bytes: Data
        do throws(FileProblem) {
            bytes = Data(try DiskFiles().read(path, limit: Self.largest))
        } catch {
            throw .unreadable(path, error.words)
        }
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSONDecoder().decode(Header.self, from: bytes[..<end])
        else { throw .notAPlan(path) }
        guard header.keyturnSavedPlan.split(separator: ".").first == Self.formatVersion.split(separator: ".").first
        else {
            throw .otherFormat(path, header.keyturnSavedPlan)
        }
        let content = Data(bytes[(end + 1)...])
        digest = Self.digest(of: content)
        guard digest == header.digest else { throw .damaged(path) }
        do {
            saved = try JSONDecoder().decode(SavedPlan.self, from: content)
        } catch {
            throw .damaged(path)
        }
        self.content = content
    }

    /// Replaces what is there in one step; no one but who runs keyturn may read it.
    func write(to path: String) throws(SavedPlanProblem) {
        do {
            var data = try JSONEncoder().encode(Header(keyturnSavedPlan: Self.formatVersion, digest: digest))
            data.append(UInt8(ascii: "\n"))
            data.append(content)
            try ReplacedFile(at: path).write(data, mode: 0o600)
        } catch {
            throw .unwritable(path, (error as? ReplacedFile.Problem)?.reason ?? "\(error)")
        }
    }

    private static func digest(of content: Data) -> String { content.withUnsafeBytes { Fingerprint(of: $0) }.hex }
}

/// Why a file is not a saved plan that can be applied.
enum SavedPlanProblem: Error {
    case unreadable(String, String)
    case unwritable(String, String)
    case notAPlan(String)
    case otherFormat(String, String)
    case damaged(String)
    case notApproved(String)

    var diagnostic: Diagnostic {
        switch self {
        case .unreadable(let path, let reason):
            Diagnostic(
                .error,
                CommandCode.planUnreadable,
                "\(PlainText.line(path)) cannot be read: \(reason)",
                fix: "make a plan with keyturn plan --out \(PlainText.line(path))"
            )
        case .unwritable(let path, let reason):
            Diagnostic(
                .error,
                CommandCode.planUnwritable,
                "the plan cannot be written to \(PlainText.line(path)): \(reason)",
                fix: "name a new or existing file in a folder that you can write to"
            )
        case .notAPlan(let path):
            Diagnostic(
                .error,
                CommandCode.planUnreadable,
                "\(PlainText.line(path)) is not a saved plan",
                fix: "make one with keyturn plan --out"
            )
        case .otherFormat(let path, let version):
            Diagnostic(
                .error,
                CommandCode.planUnreadable,
                "\(PlainText.line(path)) is of format \(PlainText.line(version)), which this keyturn does not read",
                fix: "use the keyturn that made it, or make a new one"
            )
        case .damaged(let path):
            Diagnostic(
                .error,
                CommandCode.planDamaged,
                "\(PlainText.line(path)) was changed after it was written: damaged, cut off or edited",
                fix: "make a new plan and have it reviewed"
            )
        case .notApproved(let digest):
            Diagnostic(
                .error,
                CommandCode.planNotApproved,
                "this is not the plan that was approved: it has digest \(digest.prefix(12))…",
                fix: "apply the one that was reviewed, or have this one reviewed"
            )
        }
    }
}

package import Diagnostics
package import Model

/// One line of an audit file: an entry in its place in the chain.
///
/// The text is JSON with its members in a fixed order; the last one is the hash, of all bytes before it.
package struct AuditLine: Hashable, Sendable {
    /// Without the line break.
    package let bytes: [UInt8]
    package let head: AuditHead

    package static let formatVersion = "1.0"

    /// Longer lines are not read.
    package static let longest = 1 << 20

    /// The line that follows `previous`.
    package init(_ entry: AuditEntry, _ context: AuditContext, at time: Instant, after previous: AuditHead) {
        var members = Self.members(entry, context)
        let sequence = previous.sequence + 1
        members.insert(
            contentsOf: [
                JSONText.Member("version", .string(Self.formatVersion)),
                JSONText.Member("sequence", .int(sequence)),
                JSONText.Member("time", .string(Self.text(time))),
            ],
            at: 0
        )
        members.append(JSONText.Member("previous", .string(previous.hash.hex)))
        var bytes: [UInt8] = []
        JSONText.object(members).write(into: &bytes, level: nil)
        bytes.removeLast()
        let hash = AuditHash(of: bytes, after: previous.hash)
        bytes.append(contentsOf: Self.hashName)
        bytes.append(contentsOf: hash.hex.utf8)
        bytes.append(contentsOf: Self.end)
        self.bytes = bytes
        head = AuditHead(sequence: sequence, hash: hash)
    }

    private static let hashName = Array(#","hash":""#.utf8)
    private static let end = Array("\"}".utf8)

    /// `2026-11-24T03:40:28.123456Z`: texts in the order of moments.
    static func text(_ time: Instant) -> String {
        let text = time.databaseText
        return text.replacing(" ", with: "T") + "Z"
    }

    /// Members without a value are left out.
    private static func members(_ entry: AuditEntry, _ context: AuditContext) -> [JSONText.Member] {
        let actor = context.actor
        var members: [JSONText.Member] = []
        func add(_ name: String, _ value: JSONText?) {
            if let value { members.append(JSONText.Member(name, value)) }
        }
        add("environment", .string(context.environment))
        add("run", .string(context.run))
        add("command", .string(context.command))
        add("keyturn", .string(context.version))
        add("user", .string(actor.user))
        add("uid", .int(actor.uid))
        add("sudo_user", actor.sudoUser.map(JSONText.string))
        add("host", .string(actor.host))
        add("ci", actor.ci.map(json))
        add("event", .string(entry.event.rawValue))
        add("address", .string(entry.address))
        add("action", entry.action.map(JSONText.string))
        if !entry.reasons.isEmpty { add("reasons", .array(entry.reasons.map(JSONText.string))) }
        add("from", entry.from.map { .string($0.description) })
        add("row", entry.row.map(JSONText.string))
        add("to", entry.to.map { .string($0.description) })
        add("owes", entry.owes.map(JSONText.string))
        add("plan", entry.plan.map(JSONText.string))
        add("outcome", entry.outcome.map { .string($0.rawValue) })
        add("output", entry.output.map(JSONText.string))
        add("code", entry.code.map(JSONText.string))
        add("detail", entry.detail.map(JSONText.string))
        if !entry.heads.isEmpty {
            let heads = entry.heads.sorted { $0.key < $1.key }
            add("heads", .object(heads.map { JSONText.Member($0.key, .string($0.value.description)) }))
        }
        if let circumstances = entry.circumstances {
            add("clock_offset_ms", circumstances.clockOffset.map(JSONText.int))
            add("policy", .string(circumstances.policy))
            let limits = circumstances.limits.sorted { $0.key < $1.key }
            add("limits", .object(limits.map { JSONText.Member($0.key, .string($0.value)) }))
        }
        if let torn = entry.torn {
            add("torn_bytes", .int(torn.bytes))
            add("torn_digest", .string(torn.digest))
        }
        return members
    }

    private static func json(_ ci: CIRun) -> JSONText {
        var members = [JSONText.Member("system", .string(ci.system))]
        for (name, value) in [("run", ci.run), ("actor", ci.actor), ("url", ci.url)] {
            if let value { members.append(JSONText.Member(name, .string(value))) }
        }
        return .object(members)
    }
}

/// A line as it was read.
///
/// What it claims; whether that is true is the verifier's to say.
package struct ReadAuditLine: Sendable {
    package let head: AuditHead
    package let previous: AuditHash

    /// Whether the hash is that of the line's own bytes behind ``previous``.
    package let isWhole: Bool
    private let members: [JSONText.Member]

    /// Nil if the bytes are no line of an audit file at all.
    package init?(_ bytes: [UInt8]) {
        // `,"hash":"` 64 digits `"}`
        let tail = 9 + 64 + 2
        guard bytes.count > tail, bytes.count <= AuditLine.longest,
            case .object(let members)? = try? JSONText(parsing: bytes), members.last?.name == "hash",
            let hash = Self.text("hash", members).flatMap({ AuditHash(hex: $0) }),
            let previous = Self.text("previous", members).flatMap({ AuditHash(hex: $0) }),
            case .int(let sequence)? = Self.value("sequence", members), sequence > 0
        else { return nil }
        self.members = members
        self.previous = previous
        head = AuditHead(sequence: sequence, hash: hash)
        let body = bytes.dropLast(tail)
        let written = Array(bytes.suffix(tail)) == Array(#","hash":"\#(hash.hex)"}"#.utf8)
        isWhole = written && AuditHash(of: body, after: previous) == hash
    }

    private static func value(_ name: String, _ members: [JSONText.Member]) -> JSONText? {
        members.first { $0.name == name }?.value
    }

    private static func text(_ name: String, _ members: [JSONText.Member]) -> String? {
        if case .string(let text)? = value(name, members) { text } else { nil }
    }

    /// A member that is a text; nil if there is none.
    package func text(_ name: String) -> String? { Self.text(name, members) }

    /// All of it, as it was written.
    package var json: JSONText { .object(members) }

    package var environment: String? { text("environment") }
    package var event: AuditEvent? { text("event").flatMap(AuditEvent.init) }
    package var time: Instant? { text("time").flatMap { Instant(text: $0) } }

    package var reasons: [String] {
        guard case .array(let values)? = Self.value("reasons", members) else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// The ends of other chains that it reports.
    package var heads: [String: AuditHead] {
        guard event == .anchor, case .object(let heads)? = Self.value("heads", members) else { return [:] }
        var result: [String: AuditHead] = [:]
        for member in heads {
            if case .string(let text) = member.value { result[member.name] = AuditHead(text: text) }
        }
        return result
    }

    /// The cut-off line that is before it; nil if it names none.
    package var torn: AuditEntry.TornLine? {
        guard event == .mended, case .int(let bytes)? = Self.value("torn_bytes", members),
            let digest = text("torn_digest")
        else { return nil }
        return AuditEntry.TornLine(bytes: bytes, digest: digest)
    }
}

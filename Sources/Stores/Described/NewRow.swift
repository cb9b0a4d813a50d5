internal import Dispatch
internal import Model
internal import Synchronization

/// The columns that a new row has, in one order for all rows, and what is written into them.
struct NewRow {
    /// In the order of what ``values(of:)`` gives.
    let columns: [String]
    private let table: KeyTable
    private let sources: [Source]
    private let now: Instant

    /// Computed at once, on all cores, where each takes long.
    private let digests: [Fingerprint: StoredForm.Stored]

    private enum Source {
        case id(RowIDForm.Source)
        case owner
        case stored
        case salt
        case piece(KeyPiece)
        case publicID
        case constant(RowValue)
        case name
        case moment(TimeColumn, Moment)
        case derived(StoredForm)
        case template(BracedText)
        /// What the identity says, or else that.
        case identity(String, ColumnTemplate?)
    }

    private enum Moment {
        case created, expires, now
    }

    /// Computes slow digests of the keys: before a transaction is begun.
    init(_ table: KeyTable, for keys: [NewKey], now: Instant) {
        self.init(table, Self.slowDigests(table, keys), now)
    }

    /// For rows that are tried and not kept: what stands for a slow digest has its form, and nothing is computed.
    init(_ table: KeyTable, trying keys: [NewKey], now: Instant) {
        guard table.profile.stored.isSlow, let digester = table.digester else {
            self.init(table, [:], now)
            return
        }
        let digests = keys.map { ($0.fingerprint, digester.standIn(for: $0.fingerprint)) }
        self.init(table, Dictionary(digests, uniquingKeysWith: { first, _ in first }), now)
    }

    private init(_ table: KeyTable, _ digests: [Fingerprint: StoredForm.Stored], _ now: Instant) {
        let profile = table.profile
        self.digests = digests
        var columns: [(String, Source)] = []
        if let id = profile.writtenID { columns.append((id.column, .id(id.source))) }
        if let owner = profile.owner { columns.append((owner.column, .owner)) }
        columns.append((profile.stored.column, .stored))
        if let column = profile.stored.salt?.column { columns.append((column, .salt)) }
        if let lookup = profile.lookup { columns.append((lookup.column, .piece(lookup.piece))) }
        if let publicID = profile.publicID { columns.append((publicID.column, .publicID)) }
        columns += profile.only.map { ($0.column, .constant(RowValue($0.value))) }
        if let name = profile.nameColumn { columns.append((name.column, .name)) }
        columns += profile.active.map { ($0.column, .constant($0.live.first.map(RowValue.init) ?? .null)) }
        if let expires = profile.expires { columns.append((expires.column, .moment(expires, .expires))) }
        if let created = profile.created { columns.append((created.column, .moment(created, .created))) }
        if let updated = profile.updated { columns.append((updated.column, .moment(updated, .now))) }
        columns += profile.derived.map { ($0.form.column, .derived($0.form)) }
        columns += profile.hints.map { ($0.column, .template($0.template)) }
        let perIdentity = Set(profile.perIdentity.map(\.column))
        columns += profile.values.filter { !perIdentity.contains($0.column) }.map { value in
            (value.column, value.template.map(Source.template) ?? .constant(RowValue(value.value)))
        }
        columns += profile.perIdentity.map { column in
            (column.column, .identity(column.column, profile.values.first { $0.column == column.column }))
        }
        self.table = table
        self.now = now
        self.columns = columns.map(\.0)
        sources = columns.map(\.1)
    }

    private static func slowDigests(_ table: KeyTable, _ keys: [NewKey]) -> [Fingerprint: StoredForm.Stored] {
        guard table.profile.stored.isSlow, let digester = table.digester, !keys.isEmpty else { return [:] }
        let found = Mutex<[Fingerprint: StoredForm.Stored]>([:])
        DispatchQueue.concurrentPerform(iterations: keys.count) { place in
            let key = keys[place]
            let stored = digester.stored(key.secret, key.fingerprint)
            found.withLock { $0[key.fingerprint] = stored }
        }
        return found.withLock { $0 }
    }

    /// Nil for a column that the row leaves to its default.
    func values(of key: NewKey) -> [RowValue?] {
        let given = Dictionary(key.values.map { ($0.column, $0.value) }, uniquingKeysWith: { first, _ in first })
        return sources.map { source in
            switch source {
            case .id(.pieces(let text)): .text(filled(text, key))
            case .id(.uuid):
                .uuid(key.rowID.flatMap { RowUUID($0) } ?? table.profile.rowUUID(of: key.fingerprint))
            case .id(.sequence): key.rowID.map(RowValue.number)
            case .id: table.profile.rowID(of: key.fingerprint).map(RowValue.text)
            case .owner: owner(key.owner)
            case .stored: stored(key)
            case .salt: table.digester?.salt(of: key.fingerprint).map(RowValue.text) ?? .null
            case .piece(let piece): .text(Self.piece(piece, of: key.secret))
            case .publicID: key.publicID.map(RowValue.text) ?? .null
            case .constant(let value): value
            case .name: .text(name(key))
            case .moment(let column, .created): .moment(key.createdAt, column)
            case .moment(let column, .expires): key.expiresAt.map { .moment($0, column) } ?? .null
            case .moment(let column, .now): .moment(now, column)
            case .derived(let form): derived(form, key)
            case .template(let text): .text(filled(text, key))
            case .identity(let column, let standard):
                given[column].map(RowValue.init)
                    ?? standard.map { value in
                        value.template.map { .text(filled($0, key)) } ?? RowValue(value.value)
                    }
            }
        }
    }

    /// The name as the row bears it.
    func name(_ key: NewKey) -> String {
        table.marksNames ? MarkedName(key.name, of: key.fingerprint).text : key.name
    }

    private func owner(_ owner: OwnerID) -> RowValue {
        switch table.profile.owner?.kind {
        case .uuid: .uuid(owner.described.flatMap { RowUUID($0.id) } ?? owner.uuid)
        case .integer: .number(owner.columnText)
        case .text, nil: .text(owner.columnText)
        }
    }

    /// What the key's column holds.
    func stored(_ key: NewKey) -> RowValue {
        guard !table.keepsTexts else { return .secret(key.secret) }
        let stored = digests[key.fingerprint] ?? table.digester?.stored(key.secret, key.fingerprint)
        return stored.map(RowValue.init) ?? .null
    }

    private func derived(_ form: StoredForm, _ key: NewKey) -> RowValue {
        guard form.scheme != .plain else { return .secret(key.secret) }
        let digester = KeyDigester(form, of: table.profile.key, pepper: nil)
        return digester?.stored(key.secret, key.fingerprint).map(RowValue.init) ?? .null
    }

    private static func piece(_ piece: KeyPiece, of secret: Secret) -> String {
        secret.withBytes { KeyDigester.piece(piece, of: $0) }
    }

    /// The text with its words filled in.
    private func filled(_ text: BracedText, _ key: NewKey) -> String {
        text.pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .braced(let word): filled(word, key)
            }
        }.joined()
    }

    private func filled(_ word: String, _ key: NewKey) -> String {
        if let piece = KeyPiece(word) { return Self.piece(piece, of: key.secret) }
        if word.hasPrefix("text:"), let count = Int(word.dropFirst("text:".count)) {
            return RandomText.made(of: key.fingerprint, "text", length: count)
        }
        switch word {
        case "name": return key.name
        case "fingerprint": return key.fingerprint.digits
        case "uuid": return RandomText.uuid(of: key.fingerprint, "uuid").dashed
        case "stored":
            switch stored(key) {
            case .text(let text): return text
            // As `onEnd` has it.
            case .bytes(let bytes): return DigestText.hex(bytes)
            default: break
            }
        default: break
        }
        return ""
    }
}

internal import Diagnostics
internal import Model
internal import Redaction

/// Reads from rows what identities have to say of them.
struct DraftedRows {
    private let profile: Profile?

    /// Nil for a table with PM MCP Server's roles.
    private let details: KeyTableDetails?

    init(_ profile: Profile?, _ details: KeyTableDetails?) {
        self.profile = profile
        self.details = details
    }

    /// What a declaration of a row's identity says.
    struct Row {
        let owner: DraftedOwner?
        let keyName: String?

        /// The values that tell its rows from others.
        let identifying: [ColumnValue]
        let values: [ColumnValue]

        /// What an identity is called where rows have no name.
        var described: String {
            let values = identifying.compactMap { value in value.value.text.map { "\(value.column) \($0)" } }
            return values.isEmpty ? "owner \(owner?.id ?? "")" : values.joined(separator: " ")
        }
    }

    /// Why no identity can be declared.
    struct Refusal: Error {
        let obstacle: UndraftedKeys.Obstacle
    }

    /// - Throws: ``Refusal``.
    func read(_ key: ListedKey) throws(Refusal) -> Row {
        let name = try name(of: key)
        let owner = try owner(of: key)
        let values = try values(of: key)
        let identifying = Set(profile?.perIdentity.filter { $0.demand == .identifies }.map(\.column) ?? [])
        return Row(
            owner: owner,
            keyName: name,
            identifying: values.filter { identifying.contains($0.column) },
            values: values
        )
    }

    /// - Throws: ``Refusal``.
    private func name(of key: ListedKey) throws(Refusal) -> String? {
        if details != nil, profile?.nameColumn == nil { return nil }
        guard let written = key.name, !written.isEmpty else { throw Refusal(obstacle: .noName) }
        // What Keyturn wrote behind it in an earlier life is none of the name.
        let name = details == nil ? written : MarkedName(written)?.name ?? written
        guard Self.isShowable(name) else { throw Refusal(obstacle: .badName) }
        if let maximum = profile?.nameColumn?.maximum, details != nil, let mark = profile?.markerLength,
            name.unicodeScalars.count > maximum - mark
        {
            throw Refusal(obstacle: .longName(room: maximum - mark))
        }
        return name
    }

    /// - Throws: ``Refusal``.
    private func owner(of key: ListedKey) throws(Refusal) -> DraftedOwner? {
        if details != nil, profile?.owner == nil { return nil }
        guard !key.owner.isEmpty else { throw Refusal(obstacle: details == nil ? .noOwner : .ownedByNoOne) }
        let row = details?.owners?[key.owner]
        if details?.owners != nil {
            guard let row else { throw Refusal(obstacle: .missingOwner) }
            guard row.isActive else { throw Refusal(obstacle: .disabledOwner) }
        }
        let id: String
        switch profile?.owner?.kind {
        case .integer where details != nil:
            guard Int64(key.owner).map(String.init) == key.owner else { throw Refusal(obstacle: .badOwner(.integer)) }
            id = key.owner
        case .text where details != nil:
            guard Self.isShowable(key.owner) else { throw Refusal(obstacle: .badOwner(.text)) }
            id = key.owner
        default:
            guard let uuid = OwnerID(key.owner) else { throw Refusal(obstacle: .badOwner(.uuid)) }
            id = uuid.text
        }
        if details != nil, profile?.owner?.creates == nil { return DraftedOwner(id: id, email: nil, name: nil) }
        guard let email = row?.email ?? key.ownerEmail, let name = row?.name ?? key.ownerName,
            !email.isEmpty, !name.isEmpty, Self.isShowable(email), Self.isShowable(name)
        else { throw Refusal(obstacle: .noOwner) }
        return DraftedOwner(id: id, email: email, name: name)
    }

    /// What the row holds of the columns whose values identities say; of optional ones what is there and can be shown.
    ///
    /// - Throws: ``Refusal``.
    private func values(of key: ListedKey) throws(Refusal) -> [ColumnValue] {
        guard let profile, let found = details?.values[key.row] else { return [] }
        let demands = Dictionary(profile.perIdentity.map { ($0.column, $0.demand) }, uniquingKeysWith: { $1 })
        var values: [ColumnValue] = []
        for value in found {
            let isShowable = value.value.text.map { $0.isEmpty || Self.isShowable($0) } ?? true
            switch demands[value.column] {
            case .identifies?, .required?:
                guard isShowable else { throw Refusal(obstacle: .badValue(column: value.column)) }
                values.append(value)
            case .optional?, nil: if isShowable, value.value != .null { values.append(value) }
            }
        }
        return values
    }

    private static func isShowable(_ text: String) -> Bool {
        !KeyLikeness.holdsKey(text) && PlainText.line(text) == text && text.first?.isWhitespace == false
            && text.last?.isWhitespace == false
    }
}

extension KeyForm {
    /// Whether a key is of this form.
    func matches(_ key: Secret) -> Bool {
        switch self {
        case .plain(let format): format.matches(key)
        case .pattern(let pattern): KeyFormat(pattern).matches(key)
        }
    }

    /// The form with another fixed text before the last random piece, of which a key is; nil if there is none.
    func format(like key: Secret) -> KeyFormat? {
        guard case .pattern(let pattern) = self, case .drawn(let alphabet, let count, nil)? = pattern.pieces.last,
            alphabet != .uuid, case .literal? = pattern.pieces.first
        else { return nil }
        let fixed = key.withBytes { bytes in
            String(decoding: bytes.prefix(max(0, bytes.count - count)), as: UTF8.self)
        }
        guard !fixed.isEmpty, fixed.utf8.count < KeyWord.shortest * 3, !KeyLikeness.holdsKey(fixed),
            let form = try? KeyPattern("\(fixed){\(alphabet.rawValue):\(count)}"),
            form.isPlainText || !pattern.isPlainText
        else { return nil }
        let format = KeyFormat(form)
        return format.matches(key) ? format : nil
    }
}

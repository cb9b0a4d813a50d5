internal import Model

extension FileDecoder {
    /// Whom the keys of an identity belong to.
    struct DeclaredOwner {
        var owner: Owner

        /// What tells an owner that no UUID identifies; nil for one that is.
        var reference: String?
    }

    /// `owner` of the identity that `map` is; nil where, reported, it is bad or missing.
    mutating func owner(_ given: GivenField<OwnerNode>, _ map: MapReference) -> DeclaredOwner? {
        guard let column = profile.owner else {
            guard let key = given.key else { return DeclaredOwner(owner: Self.noOwner, reference: "") }
            report(.ownerOfNobody(profile.name, place(key)))
            return nil
        }
        guard given.isGiven else {
            require(given, in: Schema.identity, map)
            return nil
        }
        switch read(given) {
        case nil: return nil
        case .id(let id): return owner(id, column, email: "", name: "")
        case .row(let row):
            let fields = fields(of: row, Schema.owner)
            let id = read(fields.id)
            let email = read(fields.email)
            let name = read(fields.name)
            guard column.creates != nil else {
                for beside in [fields.email, fields.name] {
                    if let key = beside.key { report(.ownerNotCreated(beside.field, profile.name, place(key))) }
                }
                return id.flatMap { owner($0, column, email: "", name: "") }
            }
            require(fields.email, in: Schema.owner, row)
            require(fields.name, in: Schema.owner, row)
            let declared = id.flatMap { owner($0, column, email: email ?? "", name: name ?? "") }
            return email == nil || name == nil ? nil : declared
        }
    }

    /// The owner, with everything that tells its rows in the profile's table.
    func described(_ owner: DeclaredOwner, _ key: DeclaredKey?) -> Owner {
        let identifying = Set(profile.perIdentity.lazy.filter { $0.demand == .identifies }.map(\.column))
        guard owner.reference != nil || !identifying.isEmpty else { return owner.owner }
        let isNamed = profile.owner == nil && profile.nameColumn != nil
        let id = DescribedOwner(
            id: owner.reference ?? owner.owner.id.text,
            values: key?.values.filter { identifying.contains($0.column) } ?? [],
            keyName: isNamed ? key?.name : nil
        )
        return Owner(id: OwnerID(id), email: owner.owner.email, name: owner.owner.name)
    }

    private mutating func owner(
        _ id: ScalarText,
        _ column: OwnerColumn,
        email: String,
        name: String
    ) -> DeclaredOwner? {
        switch column.kind {
        case .uuid:
            guard let uuid = OwnerID(id.text) else {
                report(.badOwnerID(id, place(id.node)))
                return nil
            }
            return DeclaredOwner(owner: Owner(id: uuid, email: email, name: name))
        case .integer:
            guard let number = Int64(id.text), String(number) == id.text else {
                report(.badOwnerNumber(id, profile.name, place(id.node)))
                return nil
            }
        case .text: break
        }
        return DeclaredOwner(
            owner: Owner(id: Self.noOwner.id, email: email, name: name),
            reference: id.text
        )
    }

    /// Stands where an owner cannot be read, or no UUID identifies it.
    static let noOwner = Owner(id: OwnerID(RowUUID(high: 0, low: 0)), email: "", name: "")
}

internal import Diagnostics
internal import Model

extension FileDecoder {
    /// Compares the identities of the environment with each other, but for those at the places `incomplete`; `keys` are
    /// where their names stand, in the same order.
    mutating func checkTogether(_ identities: [Identity], _ keys: [NodeReference], except incomplete: Set<Int>) {
        var byRows: [KeyRows: Int] = [:]
        var byID: [OwnerID: Int] = [:]
        var byEmail: [String: Int] = [:]
        byRows.reserveCapacity(identities.count)
        byID.reserveCapacity(identities.count)
        byEmail.reserveCapacity(identities.count)
        guard profile.owner?.creates != nil else { return checkRows(identities, keys, except: incomplete) }
        for index in identities.indices where !incomplete.contains(index) {
            let owner = identities[index].owner
            let firstWithID = Self.enter(index, under: owner.id, into: &byID)
            let firstWithEmail = Self.enter(index, under: owner.email, into: &byEmail)
            identity = keys[index]
            if let first = firstWithID, identities[first].owner != owner {
                report(.ownerConflict(identities[first], sharesID: true, place(keys[index])))
            } else if let first = firstWithEmail, identities[first].owner.id != owner.id {
                report(.ownerConflict(identities[first], sharesID: false, place(keys[index])))
            }
            guard firstWithID != nil else {
                byRows[rows(of: identities[index])] = index
                continue
            }
            if let first = Self.enter(index, under: rows(of: identities[index]), into: &byRows) {
                report(.duplicateIdentity(identities[first], place(keys[index])))
            }
        }
    }

    /// The same where owners are only named: no two identities may be the same rows.
    private mutating func checkRows(_ identities: [Identity], _ keys: [NodeReference], except incomplete: Set<Int>) {
        let identifying = Set(profile.perIdentity.filter { $0.demand == .identifies }.map(\.column))
        var byRows: [DescribedRows: Int] = [:]
        for index in identities.indices where !incomplete.contains(index) {
            let rows = DescribedRows(
                owner: identities[index].owner.id,
                reference: identities[index].ownerReference,
                keyName: rows(of: identities[index]).keyName,
                values: identities[index].key.values.filter { identifying.contains($0.column) }
            )
            identity = keys[index]
            if let first = Self.enter(index, under: rows, into: &byRows) {
                report(.sameRows(identities[first], isDedicated: hasDedicatedOwners, place(keys[index])))
            }
        }
    }

    /// Every row of an owner, where the profile says so.
    private func rows(of identity: Identity) -> KeyRows {
        KeyRows(owner: identity.owner.id, keyName: hasDedicatedOwners ? "" : identity.key.name)
    }

    private var hasDedicatedOwners: Bool { profile.owner?.isDedicated == true }

    /// What says which rows are an identity's, by a profile.
    private struct DescribedRows: Hashable {
        let owner: OwnerID
        let reference: String?
        let keyName: String
        let values: [ColumnValue]
    }

    /// What says which rows are an identity's.
    private struct KeyRows: Hashable {
        let owner: OwnerID
        let keyName: String
    }

    /// The one that is there already; if none is, this one is now.
    private static func enter<Key: Hashable>(_ index: Int, under key: Key, into table: inout [Key: Int]) -> Int? {
        if let first = table[key] { return first }
        table[key] = index
        return nil
    }
}

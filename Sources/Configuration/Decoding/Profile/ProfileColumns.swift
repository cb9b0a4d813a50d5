/// The columns that a profile names, each with what it is for: one column has one role.
struct ProfileColumns {
    /// A column and its role, as the path of the field that names it.
    struct Claim {
        let column: String
        let role: String
        let node: NodeReference
    }

    private(set) var claims: [Claim] = []

    /// Those that older versions of the application lack.
    private(set) var optional: Set<String> = []

    mutating func mayLack(_ column: String) { optional.insert(column) }

    mutating func claim(_ column: String, _ role: String, _ node: NodeReference) {
        claims.append(Claim(column: column, role: role, node: node))
    }

    /// Every claim of a column that has another role before it, with that one.
    ///
    /// A time of last use may be that of the last change, and what every row is given may be a default for identities.
    var conflicts: [(claim: Claim, first: Claim)] {
        var first: [String: Claim] = [:]
        var found: [(Claim, Claim)] = []
        for claim in claims {
            guard let earlier = first[claim.column] else {
                first[claim.column] = claim
                continue
            }
            if !Self.allowed.contains([earlier.role, claim.role]) { found.append((claim, earlier)) }
        }
        return found
    }

    private static let allowed: Set<Set<String>> = [["updated", "used"], ["values", "perIdentity"]]
}

/// Every rule, in the order in which findings are reported: what concerns the keys themselves first, then who holds them,
/// then how they travel.
package enum PolicyRules {
    package static let all: [any PolicyRule.Type] = [
        MaxRotationInterval.self,  // An old key is the likeliest to have leaked.
        RequireExpiry.self,  // Where nothing is ever run again, only an end in the row stops a key.
        RequireEnforcedEnd.self,  // And only where the server heeds it.
        MinOverlap.self,  // Who replaces keys must leave consumers the time to follow.
        MinKeyBits.self,  // A key that can be guessed needs no leak.
        RequireAdoption.self,  // Keys are ended by evidence, not by hope.
        RequireVerify.self,  // The same for the server that must accept them.
        RotationWindowsOnly.self,  // Changes happen when someone is there to see them.
        DistinctOwners.self,  // One owner in two environments blurs who did what, and where.
        DistinctDatabases.self,  // One database is one mistake away from one key table.
        AllowedConsumers.self,  // A key goes to those who need it.
        ForbidUnmanagedKeys.self,  // What no one declares, no one rotates.
        FragmentNotInGit.self,  // A key in a history is a key forever.
        RequireTLS.self,  // New keys travel to the database in the clear otherwise.
        PromoteThrough.self,  // Last: it is about how a change arrives, not about what it is.
    ]

    package static let names: [String] = all.map { $0.name }

    package static func named(_ name: String) -> (any PolicyRule.Type)? { byName[name] }

    private static let byName: [String: any PolicyRule.Type] =
        Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// Whether a diagnostic's code means that policy refuses: a rule's, or that of an exception that has lapsed.
    package static func refuses(_ code: String) -> Bool {
        byName[code] != nil || code == PolicyCode.exceptionLapsed.rawValue
    }
}

internal import Diagnostics
internal import Model

extension Diagnostic {
    /// A new key is called for, and there is nowhere to put it: `deliver: []`, as `init --from` declares what it found.
    ///
    /// An error where someone asked for the key by name, else a warning: what is there continues working.
    static func deliveredNowhere(
        _ key: Fingerprint?,
        isAsked: Bool,
        _ address: Address,
        _ identity: Identity
    ) -> Diagnostic {
        Diagnostic(
            isAsked ? .error : .warning,
            PlanningCode.deliveredNowhere,
            key.map { "\(address): key \($0) has to be replaced, but is kept: it is delivered nowhere" }
                ?? "\(address): no key is issued: it would be delivered nowhere",
            detail: "A new key would reach no consumer"
                + (key == nil ? "." : ", and the old one, which was distributed by hand, would expire."),
            fix:
                "declare with `deliver` where the key goes and with `rotation.overlap` how long its consumers need to switch "
                + "over, then run keyturn apply -e \(address.environment)",
            at: identity.location,
            address: address.description
        )
    }

    /// A key is ended by hand, and there is nowhere to put another one.
    static func revokedWithoutSuccessor(_ key: Fingerprint, _ address: Address, _ identity: Identity) -> Diagnostic {
        Diagnostic(
            .warning,
            PlanningCode.deliveredNowhere,
            "\(address): key \(key) is ended, and no new one is issued: it would be delivered nowhere",
            detail: "Consumers of the key are refused from then on.",
            fix: "declare with `deliver` where a new key goes, then run keyturn apply -e \(address.environment)",
            at: identity.location,
            address: address.description
        )
    }
}

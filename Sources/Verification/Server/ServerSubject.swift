package import Model
package import State

/// What one identity's server is asked.
package struct ServerSubject: Sendable {
    package let probe: ServerProbe

    /// The identity's current key; nil if it has none.
    package let current: KeyRow?

    /// Whether a key that was replaced waits until the current one is seen in use: presenting that would look like a use.
    package let awaitsAdoption: Bool

    /// Keys of the identity that ended, were retired and ended, or were revoked: the newest first, a few of them.
    package let ended: [KeyRow]

    /// Where the texts of those keys come from.
    private let material: KeyMaterial

    /// What headers that name someone are sent with.
    package let owner: OwnerID

    /// How many ended keys are tried: each is a request, and a server that does not look at ends fails with the first.
    private static let mostEnded = 3

    package init(
        probe: ServerProbe,
        current: KeyRow?,
        awaitsAdoption: Bool = false,
        ended: [KeyRow],
        owner: OwnerID,
        material: KeyMaterial = KeyMaterial()
    ) {
        self.probe = probe
        self.current = current
        self.awaitsAdoption = awaitsAdoption
        self.ended = ended
        self.owner = owner
        self.material = material
    }

    /// Nil if the identity declares no `verify`.
    package init?(identity place: Int, of index: EnvironmentIndex, now: Instant) {
        let identity = index.identities[place]
        guard let probe = identity.probe else { return nil }
        let state = index.view.keys.states[place]
        // The row of a key that lives on under another name is no trace of an end.
        let ended = state.dead.filter { !index.live.contains($0.fingerprint) }
            .sorted { ($0.createdAt ?? .distantPast, $0.id) > ($1.createdAt ?? .distantPast, $1.id) }
        self.init(
            probe: probe,
            current: state.current,
            awaitsAdoption: identity.rotation.adoption != nil
                && state.older.contains { identity.end(of: $0, retiredAt: now) != nil },
            ended: Array(ended.prefix(Self.mostEnded)),
            owner: identity.owner.id,
            material: index.view.material
        )
    }

    /// The question of each check, but for the one whether the last use was moved.
    ///
    /// The made-up key comes first: it is the mark behind which the others are in the server's log.
    package func questions(madeUp: Secret) -> [ServerQuestion] {
        var questions = [ServerQuestion(.serverMadeUpKey, "a made-up key", ProbeAttempt(key: madeUp))]
        if let current, !awaitsAdoption, let key = material.text(of: current) {
            questions.append(ServerQuestion(.serverAccepts, "the current key", ProbeAttempt(key: key)))
        }
        questions.append(ServerQuestion(.serverWithoutKey, "a request without any key", ProbeAttempt(key: nil)))
        questions += ended.compactMap { row in
            guard let key = material.text(of: row) else { return nil }
            return ServerQuestion(.serverEndedKey, "\(row.fingerprint), which has ended,", ProbeAttempt(key: key))
        }
        questions += probe.bypassHeaders.map { header in
            ServerQuestion(
                .serverBypass,
                "\(header) without any key",
                ProbeAttempt(key: nil, headers: [header: owner.text])
            )
        }
        questions += probe.bypassQueries.map { query in
            // The value may be anything.
            let names = query.split(separator: "&").map { $0.prefix { $0 != "=" } }.joined(separator: ", ")
            return ServerQuestion(
                .serverBypass,
                "\(names) in the query without any key",
                ProbeAttempt(key: nil, query: query)
            )
        }
        questions += probe.mustRefuse.map { address in
            ServerQuestion(
                .serverAddresses,
                "\(address.method) \(address.path.prefix { $0 != "?" }) without any key",
                ProbeAttempt(key: nil, address: address)
            )
        }
        return questions
    }
}

/// One request of a checklist.
package struct ServerQuestion: Sendable {
    package let check: CheckCode

    /// What is presented, to begin a sentence.
    let what: String
    package let attempt: ProbeAttempt

    init(_ check: CheckCode, _ what: String, _ attempt: ProbeAttempt) {
        self.check = check
        self.what = what
        self.attempt = attempt
    }
}

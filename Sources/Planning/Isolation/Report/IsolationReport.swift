package import Model
package import State

/// Whether environments are apart: what every pair of them shares, and what is to be done about it.
///
/// Pure, and the same whether the environments were looked at just now or are known from manifests.
package struct IsolationReport: Sendable {
    package let now: Instant

    /// Every environment by name, also those that could not be read.
    package let environments: [String]

    /// The environments that are asked about, by name.
    package let chosen: [String]

    /// Every pair of environments that could be looked at, by name.
    package let pairs: [IsolationPair]

    /// What must not be.
    package let findings: [Finding]

    /// Shared keys that nothing but their overlap keeps alive.
    package let ending: [Finding]

    /// Environments that could not be read.
    package let notCompared: [NotCompared]

    /// What of the others could not be compared.
    package let notComparable: [NotComparable]

    /// How many keys that stores know, and credentials that are watched, were compared.
    package let keysCompared: Int

    package struct Finding: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// A key that more than one environment holds.
            case shared
            /// A key that is in a public default configuration, which is named.
            case published(String)
            case sameDatabase
            case sameOutput
            /// A key whose one row was copied to other stores; nil if nothing says whose it is.
            case copied(from: String?)
            /// A store that follows another one, which writes its rows.
            case replicatedDatabase
        }

        package let kind: Kind

        /// Nil for a place.
        package let fingerprint: Fingerprint?

        /// The fingerprint as far as it may be shown: of a credential that others chose it could confirm a guess.
        package var shownFingerprint: Fingerprint? {
            holdings.contains { if case .watched = $0.place.kind { true } else { false } } ? nil : fingerprint
        }

        /// Where the key is; empty for a place.
        package let holdings: [Holding]

        /// By name.
        package let environments: [String]

        /// The identities among the holdings that are delivered nowhere: no run gives them a new key.
        package internal(set) var undelivered: Set<Address> = []
    }

    /// How many errors were met on the way.
    package let errors: Int

    /// Whether everything could be compared, and no error puts in doubt what was.
    package var isComplete: Bool { notCompared.isEmpty && notComparable.isEmpty && errors == 0 }

    /// Whether nothing is shared: false too where something could not be compared, since it may be shared.
    ///
    /// Digests that no one can compare are reported alone.
    package var isIsolated: Bool {
        findings.isEmpty && notCompared.isEmpty && notComparable.allSatisfy(\.isByForm) && errors == 0
    }

    /// - Parameters:
    ///   - subjects: the environments that could be looked at.
    ///   - chosen: the names of those that are asked about, each compared with all others; nil for all.
    ///   - notCompared: environments that could not be read.
    ///   - errors: how many errors were met on the way.
    ///   - published: where a key is published; nil for one that is not.
    ///   - now: the time that ends are compared with.
    package init<Subject: IsolationSubject>(
        of subjects: [Subject],
        chosen: Set<String>? = nil,
        notCompared: [NotCompared] = [],
        errors: Int = 0,
        published: (Fingerprint) -> String? = { _ in nil },
        now: Instant
    ) {
        let subjects = subjects.sorted { $0.name < $1.name }
        let isAskedAbout = { (names: [String]) in chosen.map { !$0.isDisjoint(with: names) } ?? true }
        let sharedKeys = SharedKeys(of: subjects, now: now)
        self.now = now
        environments = Set(subjects.map(\.name) + notCompared.map(\.environment)).sorted()
        self.chosen = environments.filter { chosen?.contains($0) ?? true }
        let pairs = Self.pairs(of: subjects, sharedKeys).filter { isAskedAbout([$0.one, $0.other]) }
        self.pairs = pairs
        let keys = sharedKeys.holdings.compactMap { Finding($0.key, $0.value, sharedKeys) }.filter {
            isAskedAbout($0.environments)
        }
        let undelivered = Set(subjects.flatMap { subject in subject.undelivered.map { Address(subject.name, $0) } })
        findings =
            (Self.places(pairs)
            + Self.published(in: subjects, now: now, published).filter { isAskedAbout($0.environments) }
            + keys.filter(\.isInUse).sorted(by: Finding.isBefore)).map { $0.noting(undelivered) }
        ending = keys.filter { !$0.isInUse && $0.isEnding }.sorted(by: Finding.isBefore)
        // One that was not asked about matters all the same: what it shares with those that were is not known.
        self.notCompared = notCompared.sorted { $0.environment < $1.environment }
        notComparable =
            subjects.flatMap(\.notComparable)
            + NotComparable.byForm(subjects, now: now)
        self.errors = errors
        keysCompared = subjects.reduce(0) { $0 + $1.knownCount }
    }

    private static func pairs<Subject: IsolationSubject>(
        of subjects: [Subject],
        _ sharedKeys: SharedKeys
    ) -> [IsolationPair] {
        let names = subjects.map(\.name)
        let known = Dictionary(
            subjects.map { ($0.name, (owners: $0.owners, whereabouts: $0.whereabouts)) },
            uniquingKeysWith: { first, _ in first }
        )
        return IsolationPair.all(of: names, sharedKeys).map { pair in
            var pair = pair
            guard let one = known[pair.one], let other = known[pair.other] else { return pair }
            pair.owners = one.owners.intersection(other.owners).count
            pair.isSameDatabase = one.whereabouts.sharesDatabase(with: other.whereabouts)
            pair.isSameOutput = one.whereabouts.sharesOutput(with: other.whereabouts)
            return pair
        }
    }

    private static func places(_ pairs: [IsolationPair]) -> [Finding] {
        pairs.flatMap { pair -> [Finding] in
            let names = [pair.one, pair.other]
            return (pair.isSameDatabase ? [Finding(.sameDatabase, names)] : [])
                + (pair.isSameOutput ? [Finding(.sameOutput, names)] : [])
        } + pairs.filter(\.isReplica).map { Finding(.replicatedDatabase, [$0.one, $0.other]) }
    }

    /// Live keys and words of files that are published, in one environment or in many.
    private static func published<Subject: IsolationSubject>(
        in subjects: [Subject],
        now: Instant,
        _ published: (Fingerprint) -> String?
    ) -> [Finding] {
        var found: [Fingerprint: (place: String, holdings: [Holding])] = [:]
        for subject in subjects {
            func add(_ key: Fingerprint, _ place: String, _ kind: Place.Kind, _ form: Holding.Form) {
                let holding = Holding(Place(environment: subject.name, kind: kind), form)
                if found[key]?.holdings.contains(holding) != true {
                    found[key, default: (place, [])].holdings.append(holding)
                }
            }
            var spelled: [Fingerprint: Fingerprint] = [:]
            subject.forEachSpelling { key, other in if published(other) != nil { spelled[key] = other } }
            subject.forEachKnown(at: now) { key, kind in
                guard let place = published(key) ?? spelled[key].flatMap(published) else { return }
                let (kind, form) = kind()
                if form != .ended { add(key, place, kind, form) }
            }
            subject.forEachWritten { key, kind in
                guard let place = published(key) ?? subject.otherSpelling(of: key).flatMap(published) else { return }
                add(key, place, kind(), .written)
            }
        }
        return found.map { Finding(.published($0.value.place), $0.key, $0.value.holdings) }.sorted(by: Finding.isBefore)
    }
}

extension IsolationReport.Finding {
    fileprivate init(_ kind: Kind, _ environments: [String]) {
        self.kind = kind
        fingerprint = nil
        holdings = []
        self.environments = environments
    }

    fileprivate init(_ kind: Kind, _ fingerprint: Fingerprint, _ holdings: [Holding]) {
        self.kind = kind
        self.fingerprint = fingerprint
        // Rows come in no order.
        self.holdings = holdings.enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if one.place.environment != other.place.environment {
                return one.place.environment < other.place.environment
            }
            if one.strength != other.strength { return one.strength > other.strength }
            let (first, second) = (one.place.description, other.place.description)
            if first != second { return first < second }
            let (start, end) = (one.end ?? .distantFuture, other.end ?? .distantFuture)
            return start == end ? left.offset < right.offset : start < end
        }.map(\.element)
        environments = Set(holdings.map(\.place.environment)).sorted()
    }

    /// A key that several environments hold; nil for what a replica has from the store that it follows.
    fileprivate init?(_ fingerprint: Fingerprint, _ holdings: [Holding], _ sharedKeys: SharedKeys) {
        let environments = Set(holdings.map(\.place.environment))
        guard let group = sharedKeys.copied.groups[fingerprint]?.first(where: { $0.members == environments }) else {
            self.init(.shared, fingerprint, holdings)
            return
        }
        let copies = group.origin.map { group.members.subtracting([$0]) } ?? group.members
        if copies.isSubset(of: sharedKeys.copied.replicas) { return nil }
        self.init(.copied(from: group.origin), fingerprint, holdings)
    }

    /// With those of its identities that are delivered nowhere.
    fileprivate func noting(_ undelivered: Set<Address>) -> Self {
        guard !undelivered.isEmpty else { return self }
        var noted = self
        for holding in holdings {
            guard case .identity(let name) = holding.place.kind else { continue }
            let address = Address(holding.place.environment, name)
            if undelivered.contains(address) { noted.undelivered.insert(address) }
        }
        return noted
    }

    /// Whether the key works somewhere, or may, and nothing ends it; of a copied key, where it does not belong.
    fileprivate var isInUse: Bool {
        guard case .copied(let origin) = kind else {
            return holdings.contains { $0.strength == .live || $0.strength == .watched }
        }
        let live = Set(holdings.lazy.filter { $0.strength == .live }.map(\.place.environment))
        return origin.map { !live.subtracting([$0]).isEmpty } ?? (live.count > 1)
    }

    fileprivate var isEnding: Bool {
        guard case .copied(let origin) = kind else { return holdings.contains { $0.strength == .ending } }
        return holdings.contains { $0.strength == .ending && $0.place.environment != origin }
    }

    /// By where they are, as people look for them.
    fileprivate static func isBefore(_ left: Self, _ right: Self) -> Bool {
        if left.environments != right.environments {
            return left.environments.lexicographicallyPrecedes(right.environments)
        }
        let (one, other) = (left.holdings.first?.place.description ?? "", right.holdings.first?.place.description ?? "")
        if one != other { return one < other }
        guard let first = left.fingerprint, let second = right.fingerprint else { return false }
        return first < second
    }
}

extension Holding {
    /// When the server stops accepting the key; nil for never, or where that says nothing.
    fileprivate var end: Instant? {
        switch form {
        case .live(let until): until
        case .ending(let until): until
        case .ended, .watched, .written: nil
        }
    }
}

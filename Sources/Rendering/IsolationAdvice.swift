internal import Diagnostics
internal import Model
internal import Planning
internal import State

extension IsolationReport.Finding {
    /// What is to be done, in the order in which it should be.
    var advice: [String] {
        switch kind {
        case .sameDatabase, .replicatedDatabase: ["give each environment its own database"]
        case .sameOutput: ["give each environment its own output folder"]
        case .shared: aboutKeys("keyturn apply replaces it in")
        case .copied(let origin?): aboutCopies(of: origin)
        case .copied(nil):
            declarations(then: "a key that is delivered nowhere is not replaced") { _ in true }
                + ["give the copy its own key, whichever it is: \(copyCommands.joined(separator: ", or "))"]
        case .published: aboutKeys("keyturn apply or rotate replaces and ends it in")
        }
    }

    /// One for each place that may be the copy.
    private var copyCommands: [String] {
        let addresses = holdings.compactMap(\.address)
        return addresses.isEmpty
            ? ["deactivate its row in the copy"]
            : Set(addresses.map { PlainText.line($0.description) }).sorted().map { "keyturn rotate \($0) --now" }
    }

    private func aboutCopies(of origin: String) -> [String] {
        let live = holdings.filter { $0.strength == .live && $0.place.environment != origin }
        let copies = live.filter { !isUndelivered($0) }.map(\.place)
        var advice = declarations { $0.environment != origin }
        let declared = copies.filter { if case .identity = $0.kind { true } else { false } }.map(\.environment)
        if !declared.isEmpty {
            let names = listed(Set(declared.map(PlainText.line)).sorted())
            advice.append("keyturn apply replaces it in \(names); \(PlainText.line(origin)) keeps it")
        }
        let others = Set(copies.map(\.environment)).subtracting(declared)
        if !others.isEmpty { advice.append("deactivate that row in \(listed(others.map(PlainText.line).sorted()))") }
        return advice
    }

    private func aboutKeys(_ applied: String) -> [String] {
        var advice = kind == .shared ? declarations { _ in true } : []
        let declared = environments { holding in
            guard case .identity = holding.place.kind, holding.strength == .live else { return false }
            return kind != .shared || !isUndelivered(holding)
        }
        if !declared.isEmpty { advice.append("\(applied) \(declared)") }
        let rows = environments { holding in
            switch holding.place.kind {
            case .unmanaged, .otherOwner: true
            default: false
            }
        }
        if !rows.isEmpty {
            advice.append(
                kind == .shared
                    ? "deactivate that row in \(rows); or list the key in _revoked.yaml, which ends it everywhere"
                    : "\(applied) \(rows)"
            )
        }
        let files = places { if case .otherFile = $0 { true } else { false } }
        if !files.isEmpty {
            advice.append("remove it from \(files) by hand: keyturn does not write what is not declared")
        }
        let fragments = places { kind in if case .file = kind { true } else { false } }
        if declared.isEmpty, !fragments.isEmpty {
            advice.append("keyturn apply writes the declared variables of \(fragments) again; remove it from any other")
        }
        let watched = environments { if case .watched = $0.place.kind { true } else { false } }
        if !watched.isEmpty { advice.append("have a separate credential issued for \(watched)") }
        return advice
    }

    /// What comes before a new key where there is nowhere to put it; empty where each identity has a place.
    private func declarations(
        then next: String = "keyturn apply then replaces it",
        _ matches: (Address) -> Bool
    ) -> [String] {
        let names = undelivered.filter(matches).map { PlainText.line($0.description) }.sorted()
        return names.isEmpty ? [] : ["declare with `deliver` where the key of \(listed(names)) goes; \(next)"]
    }

    private func isUndelivered(_ holding: Holding) -> Bool {
        holding.address.map { undelivered.contains($0) } ?? false
    }

    private func environments(_ matches: (Holding) -> Bool) -> String {
        listed(Set(holdings.filter(matches).map { PlainText.line($0.place.environment) }).sorted())
    }

    private func places(_ matches: (Place.Kind) -> Bool) -> String {
        let paths = holdings.map(\.place).filter { matches($0.kind) }.compactMap { place -> String? in
            switch place.kind {
            case .file(let path), .otherFile(let path): "\(place.environment):\(PlainText.line(path))"
            default: nil
            }
        }
        return listed(paths)
    }

    private func listed(_ names: [String]) -> String {
        let shown = names.prefix(6)
        let more = names.count > shown.count ? " and \(names.count - shown.count) more" : ""
        guard shown.count > 1, more.isEmpty, let last = shown.last else { return shown.joined(separator: ", ") + more }
        return shown.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension Holding {
    /// The identity whose key it is; nil if it is no identity's.
    fileprivate var address: Address? {
        guard case .identity(let name) = place.kind else { return nil }
        return Address(place.environment, name)
    }
}

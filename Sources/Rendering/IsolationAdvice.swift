internal import Diagnostics
internal import Model
internal import Planning
internal import State

extension IsolationReport.Finding {
    /// What is to be done, in the order in which it should be.
    var advice: [String] {
        switch kind {
        case .sameDatabase, .replicatedDatabase: ["give each environment a database of its own"]
        case .sameOutput: ["give each environment an output folder of its own"]
        case .shared: aboutKeys("keyturn apply replaces it in")
        case .copied(let origin?): aboutCopies(of: origin)
        case .copied(nil):
            ["give the copy a key of its own, whichever it is: \(copyCommands.joined(separator: ", or "))"]
        case .published: aboutKeys("keyturn apply or rotate replaces and ends it in")
        }
    }

    /// One for each place that may be the copy.
    private var copyCommands: [String] {
        let addresses = holdings.compactMap { holding -> String? in
            guard case .identity(let name) = holding.place.kind else { return nil }
            return "\(holding.place.environment)/\(name)"
        }
        return addresses.isEmpty
            ? ["deactivate its row in the copy"] : Set(addresses).sorted().map { "keyturn rotate \($0) --now" }
    }

    private func aboutCopies(of origin: String) -> [String] {
        let copies = holdings.filter { $0.strength == .live && $0.place.environment != origin }.map(\.place)
        var advice: [String] = []
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
        var advice: [String] = []
        let declared = environments { if case .identity = $0.place.kind { $0.strength == .live } else { false } }
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
        if !watched.isEmpty { advice.append("have a credential of its own issued for \(watched), where it comes from") }
        return advice
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

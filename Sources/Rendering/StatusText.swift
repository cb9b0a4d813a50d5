package import Diagnostics
package import Model
package import Planning
internal import State

/// The status of every identity as a table, one line each; what is more than a line follows under it.
package struct StatusText: Sendable {
    private let style: TextStyle

    package init(style: TextStyle) { self.style = style }

    private static let headings = ["IDENTITY", "KEY", "AGE", "NEXT ROTATION", "LAST USE", "DELIVERED"]

    /// `unmanaged` is listed under the table, and what is left on purpose.
    package func render(
        _ statuses: [IdentityStatus],
        unmanaged: [UnmanagedKey] = [],
        orphans: [Orphans] = [],
        forgotten: [Orphans] = [],
        provenance: [String: Provenance] = [:],
        now: Instant,
        isQuiet: Bool = false
    ) -> String {
        let summary = StatusSummary(statuses: statuses, now: now)
        if isQuiet { return summary.text + "\n" }
        let statuses = statuses.sortedNaturally(by: \.address)
        return table(statuses, now: now) + list(provenance) + list(unmanaged, now: now)
            + list("Orphaned: live or written by keyturn, and named by no declaration", orphans, now: now)
            + list("Left on purpose (`forgotten`)", forgotten, now: now)
            + (statuses.isEmpty ? "" : "\n" + summary.text + "\n")
    }

    private func list(_ title: String, _ orphans: [Orphans], now: Instant) -> String {
        let lines = orphans.flatMap { $0.keys.map { $0.words(now: now) } + $0.fragments.map { $0.words(now: now) } }
        guard !lines.isEmpty else { return "" }
        return "\n" + style.paint(title, .bold) + "\n"
            + lines.map { "  " + style.wrapped($0, indent: 4, startingAt: 2) + "\n" }.joined()
    }

    private func list(_ provenance: [String: Provenance]) -> String {
        let lines = provenance.sorted { $0.key < $1.key }.flatMap { $0.value.lines(of: PlainText.line($0.key)) }
        guard !lines.isEmpty else { return "" }
        return "\n" + style.paint("Copied from another environment's database", .bold) + "\n"
            + lines.map { "  " + style.wrapped($0, indent: 4, startingAt: 2) + "\n" }.joined()
    }

    private func list(_ keys: [UnmanagedKey], now: Instant) -> String {
        guard !keys.isEmpty else { return "" }
        var text = "\n" + style.paint("Unmanaged keys of declared owners (left alone)", .bold) + "\n"
        for key in keys {
            let use = key.lastUsedAt.map { "used \(TimeText.relative($0, to: now))" } ?? "last use unknown"
            let end = key.ends.map { ", ends \(TimeText.moment($0))" } ?? ""
            text += "  " + style.wrapped("\(key.words), \(use)\(end)", indent: 4, startingAt: 2) + "\n"
        }
        return text
    }

    private func table(_ statuses: [IdentityStatus], now: Instant) -> String {
        guard !statuses.isEmpty else { return "No identities.\n" }
        // The column is there only where something is to be done.
        let isPending = statuses.contains { !$0.pending.isEmpty }
        let table = TextTable(
            headings: Self.headings + (isPending ? ["PENDING"] : []),
            rows: statuses.map { status in
                let pending = status.pending.map(\.rawValue).joined(separator: ", ")
                return cells(status, now: now) + (isPending ? [pending.isEmpty ? "-" : pending] : [])
            }
        )
        let text = table.render(
            style,
            details: { details(statuses[$0], now: now) },
            colour: { row, column in
                isPending && column == Self.headings.count && !statuses[row].pending.isEmpty ? .yellow : nil
            }
        )
        guard statuses.contains(where: { $0.lastUseMayBeProbe || $0.retiring.contains(where: \.lastUseMayBeProbe) })
        else {
            return text
        }
        return text
            + style.wrapped("* or keyturn verify, which presents the key to the server", indent: 2, startingAt: 0)
            + "\n"
    }

    private func cells(_ status: IdentityStatus, now: Instant) -> [String] {
        [
            status.address.description,
            status.current?.description ?? (status.isUnrecoverable ? "not here" : "none"),
            status.createdAt.map { TimeText.length(max(.zero, now - $0)) } ?? "-",
            status.nextRotation.map { $0 <= now ? "due" : TimeText.relative($0, to: now) } ?? "-",
            // Never written is not "never used": not every server writes it.
            status.current == nil
                ? "-"
                : status.lastUsedAt.map {
                    TimeText.relative($0, to: now) + (status.lastUseMayBeProbe ? " *" : "")
                } ?? "unknown",
            delivered(status.delivery),
        ]
    }

    private func delivered(_ delivery: DeliveryState) -> String {
        switch delivery {
        case .delivered: "yes"
        case .incomplete: "no"
        case .unknown: "unknown"
        case .notDeclared: "not declared"
        case .noKey: "-"
        }
    }

    private func details(_ status: IdentityStatus, now: Instant) -> [String] {
        var details: [String] = []
        if case .incomplete(let files) = status.delivery {
            details.append("not in \(files.map(PlainText.line).joined(separator: ", "))")
        }
        if case .unknown(let files) = status.delivery {
            details.append("cannot be read: \(files.map(PlainText.line).joined(separator: ", "))")
        }
        for key in status.retiring {
            let end = key.ends.map { end in
                let moment = "\(TimeText.moment(end)), \(TimeText.relative(end, to: now))"
                return status.isEndedByKeyturn ? "valid until keyturn ends it, from \(moment)" : "valid until \(moment)"
            }
            let use = UseText.words(key.lastUsedAt, now: now) + (key.lastUseMayBeProbe ? " *" : "")
            details.append("old key \(key.fingerprint) \(end ?? "valid, no expiry set"); \(use)")
        }
        for key in status.unseen ?? [] { details.append(key.words(now: now)) }
        if let copy = status.copy { details.append(copy.words) }
        details += status.waiting.map { $0.words(now: now) }
        if let ends = status.ends {
            details.append(
                (status.isEndedByKeyturn ? "keyturn ends it from " : "expires ")
                    + "\(TimeText.moment(ends)), \(TimeText.relative(ends, to: now))"
            )
        }
        return details
    }
}

extension Provenance {
    /// What of an environment's store is not its own, a line for each.
    fileprivate func lines(of name: String) -> [String] {
        var lines: [String] = []
        if let follows { lines.append("\(name): its database follows \(PlainText.line(follows))'s") }
        if copies > 0 { lines.append("\(name): accepts \(count(copies, "key")) of another environment") }
        if undecided > 0 {
            let verb = undecided == 1 ? "is" : "are"
            lines.append(
                "\(name): \(count(undecided, "key")) \(verb) also another environment's, and it is unknown whose"
            )
        }
        return lines
    }
}

extension UnseenKey {
    /// What is known of a key that no one here holds.
    fileprivate func words(now: Instant) -> String {
        let name = name.flatMap { $0.isEmpty ? nil : " \(PlainText.line($0))" } ?? ""
        let age = createdAt.map { ", \(TimeText.length(max(.zero, now - $0))) old" } ?? ""
        let maker = isIssuedByKeyturn ? ", issued by keyturn" : ""
        return
            "live key \(fingerprint): text not here (\(row.hasPrefix("row ") ? "" : "row ")\(PlainText.line(row))\(name)\(age)\(maker)); "
            + UseText.words(lastUsedAt, now: now)
    }
}

extension KeyCopy {
    /// Whose the key is, in a clause.
    fileprivate var words: String {
        func listed(_ names: [String]) -> String { names.map(PlainText.line).inWords }
        return switch self {
        case .of(let name): "a key of \(PlainText.line(name)): its row was copied from there"
        case .to(let names): "also accepted in \(listed(names)): the row was copied there"
        case .unknown(let names): "the same row as in \(listed(names)), and it is unknown which is the original"
        }
    }
}

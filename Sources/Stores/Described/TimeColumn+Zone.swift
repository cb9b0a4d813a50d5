internal import Model
internal import Schedule

extension TimeColumn {
    /// The zone whose clocks the column shows, where its times are of a kind; nil for UTC and for times that say their zone.
    func localZone(as kind: Kind) -> Zone? { kind == .timestamp && zone != .utc ? zone : nil }

    /// These ends as they are read once they were written.
    func kept(_ endings: KeyEndings, as kind: Kind) -> KeyEndings {
        guard localZone(as: kind) != nil else { return endings }
        var endings = endings
        endings.ends = endings.ends.map { KeyEnd(row: $0.row, end: kept($0.end, as: kind), name: $0.name) }
        return endings
    }

    /// What is read once a time was written: clocks that are put back show an hour twice, and it counts as the second one.
    func kept(_ instant: Instant, as kind: Kind) -> Instant {
        guard let zone = localZone(as: kind) else { return instant }
        return zone.instant(showing: zone.clock(at: instant))
    }
}

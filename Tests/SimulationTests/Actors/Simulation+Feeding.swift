import Model

extension Simulation {
    /// A replica, or a backup that is restored beside what is there: rows of the first environment as they are, or as they
    /// were some time ago, come into the second one's database.
    func feedDatabase() {
        let (origin, copy) = (environments[0], environments[1])
        let isOld = random.percent(40)
        trace.add(now.microseconds, environment: copy.index, isOld ? "is restored" : "is fed")
        for var row in isOld ? backedUpRows : origin.rows where copy.row(of: row.fingerprint) == nil {
            row.isFed = true
            row.retirement = nil
            copy.rows.append(row)
            counts.fed += 1
        }
        backedUpRows = origin.rows
        for owner in origin.owners where !copy.owners.contains(owner) { copy.owners.append(owner) }
        copy.changes += 1
        copy.edits += 1
        events.add(.job, at: now + random.seconds(1...2 * 86_400))
    }
}

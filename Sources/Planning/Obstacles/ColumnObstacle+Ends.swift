internal import Diagnostics
internal import Model

extension ColumnObstacle {
    /// PostgreSQL alone: seconds since 1970 in `integer` end in January 2038.
    func unwritableEnd(_ role: StoreSchema.Role) -> Obstacle? {
        guard role == .expiresAt, column.values == .other, column.type == "integer", let now else { return nil }
        for identity in environment.identities where !identity.isAbsent {
            let address = PlainText.line(Address(environment.name, identity.name).description)
            if let expires = identity.rotation.expires, !fits(now + expires) {
                return found("\(limit), and new keys of \(address) expire after that", fix: fix("expires"))
            }
            if !fits(now + identity.rotation.overlap) {
                return found("\(limit), and replaced keys of \(address) end after that", .end, fix: fix("overlap"))
            }
        }
        return nil
    }

    private var limit: String { "has the type integer, which holds times until 2038-01-19" }

    private func fix(_ field: String) -> String {
        "ALTER TABLE \(table.name) ALTER COLUMN \(column.name) TYPE bigint, or declare a shorter `rotation.\(field)`"
    }

    private func fits(_ end: Instant) -> Bool { end.microseconds / 1_000_000 <= Int64(Int32.max) }
}

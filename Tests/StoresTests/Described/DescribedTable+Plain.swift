import Configuration
import Model
import TestSupport

@testable import Stores

/// Tables of other applications that keep the keys themselves.
extension DescribedTable {
    /// Unleash's first table: no id and no owner, the key is the primary key and has `:` and `.` in it.
    static let unleash: DescribedTable = {
        guard let profile = ShippedProfiles.profile("unleash") else { preconditionFailure("no profile unleash") }
        let columns = { (time: String) in
            """
            (secret text PRIMARY KEY, username text NOT NULL, type text NOT NULL, created_at \(time), expires_at \(time),
            seen_at \(time), environment text, alias text, token_name text, created_by_user_id integer)
            """
        }
        let values = [
            ColumnValue(column: "type", value: .text("client")),
            ColumnValue(column: "environment", value: .text("development")),
        ]
        return DescribedTable(
            testDescription: "unleash",
            profile: profile,
            postgreSQL: "CREATE TABLE api_tokens \(columns("timestamptz"))",
            sqlite: "CREATE TABLE api_tokens \(columns("datetime"))",
            owner: OwnerID(DescribedOwner(id: "", values: values, keyName: "Backend Key")),
            values: values
        )
    }()
}

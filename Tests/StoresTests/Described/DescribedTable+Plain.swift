import Configuration
import Model
import TestSupport

@testable import Stores

/// Tables of other applications that keep the keys themselves.
extension DescribedTable {
    /// Unleash's first table: no id and no owner, the key is the primary key and has `:` and `.` in it.
    static let unleash: DescribedTable = {
        guard let profile = ShippedProfiles.profile("unleash") else { preconditionFailure("no profile unleash") }
        let values = [
            ColumnValue(column: "type", value: .text("client")),
            ColumnValue(column: "environment", value: .text("development")),
        ]
        return DescribedTable(
            testDescription: "unleash",
            profile: profile,
            postgreSQL: ApplicationTables.unleash.postgreSQL,
            sqlite: ApplicationTables.unleash.sqlite,
            owner: OwnerID(DescribedOwner(id: "", values: values, keyName: "Backend Key")),
            values: values
        )
    }()
}

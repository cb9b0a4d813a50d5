import Configuration
import Model
import TestSupport

@testable import Stores

extension DescribedTable {
    /// As the zone's file says it for every year since 1996.
    static let berlin = Zone(
        name: "Europe/Berlin",
        firstOffset: 3_600,
        rule: Zone.YearlyRule(
            standardOffset: 3_600,
            savingOffset: 7_200,
            start: Zone.YearlyMoment(day: .weekday(month: 3, week: 5, weekday: 0), time: 7_200),
            end: Zone.YearlyMoment(day: .weekday(month: 10, week: 5, weekday: 0), time: 10_800)
        )
    )

    /// Times without a zone, as the clock on a wall in Berlin shows them.
    static let local: DescribedTable = {
        var profile = Profile(
            name: "local",
            table: TableName("local_keys") ?? django.profile.table,
            stored: StoredForm(column: "secret")
        )
        func time(_ column: String) -> TimeColumn {
            var time = TimeColumn(column: column, kind: .timestamp)
            time.zone = berlin
            return time
        }
        profile.id = RowIDForm(column: "id", source: .database)
        profile.owner = OwnerColumn(column: "owner", kind: .integer)
        profile.nameColumn = NameColumn(column: "label")
        profile.expires = time("ends")
        profile.created = time("made")
        profile.used = time("used")
        let columns = """
            secret text NOT NULL, owner bigint, label text, ends timestamp, made timestamp NOT NULL, used timestamp
            """
        return DescribedTable(
            testDescription: "times of a zone",
            profile: profile,
            postgreSQL: "CREATE TABLE local_keys (id serial PRIMARY KEY, \(columns))",
            sqlite: "CREATE TABLE local_keys (id INTEGER PRIMARY KEY, \(columns))"
        )
    }()
}

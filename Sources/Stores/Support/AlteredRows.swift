/// What is said of rows that a database took without an error and does not hold as they were written.
enum AlteredRows {
    static func keys(_ count: Int, of total: Int) -> String {
        "\(count) of \(total) new keys are not in the table as they were written: a trigger, a rule or a column's type "
            + "changes or drops what is written"
    }

    static func ends(_ count: Int, of total: Int) -> String {
        "\(count) of \(total) keys did not get their expiry: a trigger or a rule changes them"
    }

    static func deactivated(_ count: Int, of total: Int) -> String {
        "\(count) of \(total) keys were not deactivated: a trigger or a rule changes them"
    }

    /// Of keys that were to be deactivated wherever they are.
    static func stillActive(_ count: Int) -> String {
        "\(count) rows with a key that was to be deactivated are still active: a trigger or a rule changes them"
    }

    /// Of live rows that nothing was asked of.
    static func bystanders(_ count: Int) -> String {
        let keys = count == 1 ? "1 other live key was" : "\(count) other live keys were"
        return "\(keys) deactivated, deleted, shortened or changed in the same transaction"
    }

    static func deleted(_ count: Int, of total: Int) -> String {
        "\(count) of \(total) dead keys were not deleted: a trigger or a rule keeps them"
    }
}

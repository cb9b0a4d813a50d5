/// What is said of rows that a database took without an error and does not hold as they were written.
enum AlteredRows {
    static func keys(_ count: Int, of total: Int) -> String {
        "\(count) of \(total) new keys are not in the table as they were written: a trigger or a rule changes them"
    }

    static func ends(_ count: Int, of total: Int) -> String {
        "\(count) of \(total) keys did not take their end: a trigger or a rule changes them"
    }
}

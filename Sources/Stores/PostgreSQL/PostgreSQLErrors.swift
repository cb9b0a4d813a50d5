internal import CLibPQ

/// libpq's failures in the store's words: by SQLSTATE, never by text, which has many languages.
enum PostgreSQLErrors {
    /// Why a connection was refused.
    ///
    /// Without a SQLSTATE no one answered who has any.
    static func refusal(sqlState: String, message: String) -> StoreError {
        switch sqlState {
        case "28000", "28P01": .authentication(message: message)
        case "42501": .permissionDenied(message: message)
        case "53300": .connectionLimit(message: message)
        default: .unreachable(message: message)
        }
    }

    /// What a failed statement means.
    ///
    /// The schema's own errors come out as ``StoreError/other(message:)``: ``PostgreSQLSchema`` finds out more.
    static func error(_ failure: PostgreSQLFailure) -> StoreError {
        switch failure {
        case .connectionLost(let message): .unreachable(message: message)
        case .silent(let message): .timeout(message: message)
        case .interrupted(let message): .interrupted(message: message)
        case .altered(let message): .constraint(message: message)
        case .server(let report): error(report)
        }
    }

    /// Whether a failure may come from a schema that is not the profile's.
    static func concernsSchema(_ failure: PostgreSQLFailure) -> Bool {
        guard case .server(let report) = failure else { return false }
        return report.sqlState.hasPrefix("42") && report.sqlState != "42501"
    }

    /// Whether a failure may come from a column that is something else than the profile says, or from what is in it.
    static func concernsColumns(_ failure: PostgreSQLFailure) -> Bool {
        guard case .server(let report) = failure else { return false }
        return concernsSchema(failure) || report.sqlState.hasPrefix("22")
    }

    static func isDenied(_ failure: PostgreSQLFailure) -> Bool {
        guard case .server(let report) = failure else { return false }
        return report.sqlState == "42501"
    }

    private static func error(_ report: PostgreSQLFailure.Report) -> StoreError {
        let message = report.message
        switch report.sqlState {
        case "25006": return .readOnly(message: message)
        case "42501": return .permissionDenied(message: message)
        case "53100": return .full(message: message)
        case "53300": return .connectionLimit(message: message)
        // Cancelled by statement_timeout; lock_timeout; deadlock.
        case "57014", "55P03", "40P01": return .timeout(message: message)
        case "23502":
            // A trigger may raise it, too, and name nothing.
            guard let table = report.table, let column = report.column else { return .constraint(message: message) }
            return .unsuitableColumn(
                table: table,
                column: column,
                message: "it allows no NULL and the profile does not write it"
            )
        case "23505", "23P01": return .taken(message: message)
        // Too long, not representable in the database's encoding, NUL: a value that the schema cannot hold.
        case "22001", "22021", "22P05": return .constraint(message: message)
        default: break
        }
        switch report.sqlState.prefix(2) {
        case "08", "57": return .unreachable(message: message)
        // What a trigger, a rule or a view's check raises too.
        case "23", "09", "27", "44", "P0": return .constraint(message: message)
        // A trigger, a generated column or an index that cannot make its value of a row.
        case "22" where message.hasPrefix(PostgreSQLQuiet.message): return .constraint(message: message)
        case "28": return .authentication(message: message)
        default: return .other(message: message)
        }
    }
}

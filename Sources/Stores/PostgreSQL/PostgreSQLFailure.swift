internal import CLibPQ

/// What libpq reported, before it is put in the store's words.
enum PostgreSQLFailure: Error {
    /// The server refused a statement; the connection lives on.
    case server(Report)

    /// The connection is gone. What the server did with what was sent last is unknown.
    case connectionLost(message: String)

    /// The server, or what stands between, said nothing for too long; the connection was given up.
    case silent(message: String)

    /// The run was asked to stop while it waited for the server; the connection was given up.
    case interrupted(message: String)

    /// The server's tables took a statement and hold something else than it wrote.
    case altered(message: String)

    /// Whether the connection cannot be used any more.
    var endsConnection: Bool {
        switch self {
        case .connectionLost, .silent, .interrupted: true
        case .server, .altered: false
        }
    }

    /// The parts of an error report that quote no row: DETAIL and CONTEXT are not among them, they show values.
    struct Report {
        let sqlState: String
        let message: String
        let table: String?
        let column: String?
        let constraint: String?

        /// A domain.
        let dataType: String?

        /// The server ends the connection after this; libpq may not have noticed yet.
        let isFatal: Bool

        init(_ result: PostgreSQLResult, scrub: MessageScrubber) {
            sqlState = result.diagnostic(diagnosticField("C")) ?? ""
            message = scrub(result.diagnostic(diagnosticField("M")) ?? "")
            table = Self.name(result, "t")
            column = Self.name(result, "c")
            constraint = Self.name(result, "n")
            dataType = Self.name(result, "d")
            isFatal = ["FATAL", "PANIC"].contains(result.diagnostic(diagnosticField("V")))
        }

        /// An error that was raised again has empty names where it had none.
        private static func name(_ result: PostgreSQLResult, _ letter: Unicode.Scalar) -> String? {
            result.diagnostic(diagnosticField(letter)).flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}

/// libpq's `PG_DIAG_…` macros are character constants, which Swift does not import.
private func diagnosticField(_ letter: Unicode.Scalar) -> Int32 { Int32(letter.value) }

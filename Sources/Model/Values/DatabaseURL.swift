/// Where an environment's store is, from `database.url`.
///
/// A PostgreSQL URL may hold a password, so its text is a secret: messages say which environment's database they
/// mean, not its address.
package enum DatabaseURL: Sendable, Equatable {
    /// `postgresql://…` or `postgres://…`, handed to libpq as it stands.
    case postgresql(Secret)

    /// `sqlite:PATH`, with the path made absolute.
    case sqlite(path: String)
}

extension DatabaseURL {
    /// The database's file; nil if it is none.
    package var path: String? { if case .sqlite(let path) = self { path } else { nil } }
}

extension DatabaseURL: CustomStringConvertible {
    package var description: String {
        switch self {
        case .postgresql: "PostgreSQL"
        case .sqlite: "SQLite"
        }
    }
}

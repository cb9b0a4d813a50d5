package import Model

/// The store that a URL names.
///
/// Nothing is opened before the store's first use. The profile names the tables and columns of the server whose keys these are.
package func makeStore(
    for url: DatabaseURL,
    profile: StoreProfile = .pmMCPServer,
    options: StoreOptions = StoreOptions()
) -> any KeyStore {
    switch url {
    case .postgresql(let address): PostgreSQLStore(url: address, profile: profile, options: options)
    case .sqlite(let path): SQLiteStore(path: path, profile: profile, options: options)
    }
}

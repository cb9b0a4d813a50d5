/// Every check that `verify` knows, in the order in which they are shown.
///
/// The names are a promise.
package enum CheckCode: String, CaseIterable, Sendable {
    case storeRow = "store-row"
    case storeActive = "store-active"
    case storeEnd = "store-end"
    case storeOwner = "store-owner"
    case storeUnique = "store-unique"
    case fragmentHolds = "fragment-holds"
    case fragmentFormat = "fragment-format"
    case fragmentMode = "fragment-mode"
    case fragmentGit = "fragment-git"
    case fragmentShadowed = "fragment-shadowed"
    case consumerKey = "consumer-key"
    case serverAccepts = "server-accepts"
    case serverWithoutKey = "server-without-key"
    case serverMadeUpKey = "server-made-up-key"
    case serverEndedKey = "server-ended-key"
    case serverBypass = "server-bypass"
    case serverLastUse = "server-last-use"
    case logsExpect = "logs-expect"
    case logsReject = "logs-reject"
    case databaseLogging = "database-logging"
    case databaseTLS = "database-tls"
    case databaseRights = "database-rights"
}

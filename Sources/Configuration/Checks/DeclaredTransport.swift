internal import Model

/// What the connection to a database goes over, as far as its URL and the variables of libpq tell.
///
/// A service, named by the URL or by PGSERVICE, may say anything in a file that is not ours: then nothing is known. Where
/// no one says anything, nothing is known either: another machine's variables may.
enum DeclaredTransport {
    static func of(_ url: DatabaseURL, variables: [String: String]) -> Transport? {
        guard case .postgresql(let secret) = url else { return .local }
        let text = secret.withBytes { String(decoding: $0, as: UTF8.self) }
        guard let parts = PostgreSQLURLParts(text) else { return nil }
        var options: [String: String] = [:]
        for parameter in parts.parameters { options[parameter.name] = parameter.value }
        let service = options["service"] ?? variables["PGSERVICE"] ?? ""
        if isLocal(parts, options, service: service, variables) { return .local }
        // What the URL says counts; a service's file comes before the variables.
        let mode = options["sslmode"] ?? (service.isEmpty ? variables["PGSSLMODE"] : nil)
        return mode.flatMap(SSLMode.init).map { .network($0, usesTLS: nil) }
    }

    /// Whether every host is a socket of this machine.
    private static func isLocal(
        _ parts: PostgreSQLURLParts,
        _ options: [String: String],
        service: String,
        _ variables: [String: String]
    ) -> Bool {
        if let address = options["hostaddr"], !address.isEmpty { return false }
        var host = options["host"] ?? parts.host
        if host.isEmpty, service.isEmpty, (variables["PGHOSTADDR"] ?? "").isEmpty { host = variables["PGHOST"] ?? "" }
        let hosts = host.split(separator: ",").map { $0.lowercased() }
        return !hosts.isEmpty && hosts.allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("%2f") || $0.hasPrefix("@") }
    }
}

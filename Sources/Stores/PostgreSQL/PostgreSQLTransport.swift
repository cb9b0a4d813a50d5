internal import CLibPQ
internal import Model

extension PostgreSQLConnection {
    /// What the connection really goes over: what libpq made of the URL, services and variables together.
    var transport: Transport? {
        guard isAlive else { return nil }
        // The folder of a socket, or the name of one that is not in any folder.
        if let host = PQhost(pointer).map({ String(cString: $0) }), host.hasPrefix("/") || host.hasPrefix("@") {
            return .local
        }
        return .network(sslMode, usesTLS: PQsslInUse(pointer) == 1)
    }

    private var sslMode: SSLMode? {
        guard let options = PQconninfo(pointer) else { return nil }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if String(cString: keyword) == "sslmode" {
                return option.pointee.val.flatMap { SSLMode(rawValue: String(cString: $0)) }
            }
            option += 1
        }
        return nil
    }
}

internal import FlyingFox
internal import Model

/// What a request says of who sent it.
struct Caller {
    /// From `X-MCP-API-Key`, from `Authorization: Bearer`, or from `api_key` in the query.
    let key: String?

    /// From `X-User-ID`.
    let user: String?

    /// From `user_id` in the query.
    let queriedUser: String?

    init(_ request: HTTPRequest) {
        let headers = request.headers
        func query(_ name: String) -> String? {
            request.query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
        }
        func value(_ name: String) -> String? { headers[HTTPHeader(name)].flatMap { $0.isEmpty ? nil : $0 } }
        let bearer = value("Authorization").flatMap { text in
            text.hasPrefix("Bearer ") ? String(text.dropFirst("Bearer ".count)) : nil
        }
        key = value("X-MCP-API-Key") ?? bearer ?? query("api_key")
        user = value("X-User-ID")
        queriedUser = query("user_id")
    }

    var fingerprint: Fingerprint? { key.map { Fingerprint(of: Secret(text: $0)) } }
}

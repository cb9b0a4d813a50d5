internal import FlyingFox
internal import Model

/// What a request says of who sent it.
struct Caller {
    /// From `X-MCP-API-Key`, or from `Authorization: Bearer`.
    let key: String?

    /// From `X-User-ID`.
    let user: String?

    init(_ headers: HTTPHeaders) {
        func value(_ name: String) -> String? { headers[HTTPHeader(name)].flatMap { $0.isEmpty ? nil : $0 } }
        let bearer = value("Authorization").flatMap { text in
            text.hasPrefix("Bearer ") ? String(text.dropFirst("Bearer ".count)) : nil
        }
        key = value("X-MCP-API-Key") ?? bearer
        user = value("X-User-ID")
    }

    var fingerprint: Fingerprint? { key.map { Fingerprint(of: Secret(text: $0)) } }
}

internal import HTTPTypes
internal import Model

/// What a request says of who sent it.
struct Caller {
    /// From `X-MCP-API-Key`, or from `Authorization: Bearer`.
    let key: String?

    /// From `X-User-ID`.
    let user: String?

    init(_ headers: HTTPFields) {
        func value(_ name: String) -> String? {
            guard let name = HTTPField.Name(name), let text = headers[name], !text.isEmpty else { return nil }
            return text
        }
        let bearer = value("Authorization").flatMap { text in
            text.hasPrefix("Bearer ") ? String(text.dropFirst("Bearer ".count)) : nil
        }
        key = value("X-MCP-API-Key") ?? bearer
        user = value("X-User-ID")
    }

    var fingerprint: Fingerprint? { key.map { Fingerprint(of: Secret(text: $0)) } }
}

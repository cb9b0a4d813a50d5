/// An IP address of this machine with a port: `127.0.0.1:9187`, `[::1]:9187`.
package struct ListenAddress: Sendable, Equatable {
    package let host: String
    package var port: UInt16

    var isIPv6: Bool { host.contains(":") }

    /// Nil if the text is not such an address.
    ///
    /// `:9187` is every IPv4 address of the machine.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let inner = host.dropFirst().dropLast()
            guard inner.contains(":"), inner.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
            self.host = String(inner)
        } else {
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            guard host.isEmpty || (parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }) else { return nil }
            self.host = host.isEmpty ? "0.0.0.0" : String(host)
        }
        self.port = port
    }
}

extension ListenAddress: CustomStringConvertible {
    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

internal import Glibc

/// A socket that waits for clients.
struct ListeningSocket {
    let descriptor: Int32

    /// With the port that was free where 0 was asked for.
    let address: ListenAddress

    /// - Throws: ``EndpointError``, in the system's words.
    init(_ wanted: ListenAddress) throws(EndpointError) {
        func check(_ result: Int32) throws(EndpointError) {
            guard result < 0 else { return }
            throw EndpointError(address: wanted, reason: String(cString: strerror(errno)))
        }
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let problem = getaddrinfo(wanted.host, "\(wanted.port)", &hints, &found)
        guard problem == 0, let place = found?.pointee else {
            throw EndpointError(address: wanted, reason: String(cString: gai_strerror(problem)))
        }
        defer { freeaddrinfo(found) }

        // Commands that are started do not inherit it.
        let opened = socket(place.ai_family, place.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        try check(opened)
        do throws(EndpointError) {
            var yes: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            // Connections of an earlier run that have not quite ended are no reason to wait.
            try check(setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, size))
            if wanted.isIPv6 { try check(setsockopt(opened, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size)) }
            try check(bind(opened, place.ai_addr, place.ai_addrlen))
            try check(Glibc.listen(opened, SOMAXCONN))
            var bound = wanted
            bound.port = try Self.port(of: opened, check)
            address = bound
        } catch {
            _ = Glibc.close(opened)
            throw error
        }
        descriptor = opened
    }

    func close() { _ = Glibc.close(descriptor) }

    private static func port(
        of socket: Int32,
        _ check: (Int32) throws(EndpointError) -> Void
    ) throws(EndpointError) -> UInt16 {
        // The port is at the same place for both families.
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
        }
        try check(result)
        return UInt16(bigEndian: address.sin6_port)
    }
}

/// An address cannot be listened on.
package struct EndpointError: Error, CustomStringConvertible {
    let address: ListenAddress

    /// A clause, in the system's words.
    let reason: String

    package var description: String { "cannot listen on \(address): \(reason)" }
}

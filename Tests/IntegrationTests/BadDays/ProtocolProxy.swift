internal import Foundation
internal import Glibc
internal import Synchronization
internal import TestSupport

/// Stands between the binary and PostgreSQL, knows the protocol's messages, and breaks connections where a test says.
///
/// It listens on a port of 127.0.0.1 and reaches the server by its socket, which trusts. Nothing of it outlives its last
/// reference but connections that are open, and those end with the binary.
final class ProtocolProxy: Sendable {
    enum Fault: Sendable {
        case none
        /// All connections are cut after this many bytes from the client, over all connections.
        case cutAfterClientBytes(Int)
        /// As before, of the server's bytes.
        case cutAfterServerBytes(Int)
        /// The n-th `COMMIT` reaches the server, and its reply no one.
        case dropReplyToCommit(Int)
        /// The n-th `COMMIT` does not reach the server.
        case dropCommit(Int)
        /// The connection that passes this many bytes from the client, over all connections, is not cut: nothing goes over it
        /// any more.
        case stallAfterClientBytes(Int)
        /// As before, of the server's bytes.
        case stallAfterServerBytes(Int)
        /// The n-th `COMMIT` reaches the server, its reply never comes, and the connection stays.
        case stallReplyToCommit(Int)
    }

    struct Counts: Sendable {
        var connections = 0
        /// How often the client had to wait for an answer: to Query, Sync, CopyDone, and to a connection's first message.
        var roundTrips = 0
        var clientBytes = 0
        var serverBytes = 0
        var commits = 0
        /// Whether the fault came to be.
        var hasStruck = false
    }

    private struct State {
        var fault = Fault.none
        var counts = Counts()
    }

    let port: Int
    private let listener: Int32
    private let server: String
    private let state = Mutex(State())

    init(to cluster: PostgreSQLCluster) throws {
        server = "\(cluster.folder)/.s.PGSQL.\(cluster.port)"
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw TestFailure("the proxy cannot listen") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                guard let self else { break }
                self.serve(client)
            }
            close(descriptor)
        }
    }

    // The thread that accepts wakes up, and closes.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// The URL of a database by this proxy; nothing is encrypted, so that messages can be told apart.
    func url(_ database: String) -> String {
        "postgresql://\(PostgreSQLCluster.role)@127.0.0.1:\(port)/\(database)?sslmode=disable&gssencmode=disable"
    }

    /// What strikes from now on; counts begin again.
    func set(_ fault: Fault) { state.withLock { $0 = State(fault: fault) } }

    var counts: Counts { state.withLock { $0.counts } }

    private func serve(_ client: Int32) {
        let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: server.utf8) }
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        let pair = ConnectionPair(client: client, server: upstream)
        guard isConnected else { return pair.cut() }
        Thread.detachNewThread { self.pumpClient(pair) }
        Thread.detachNewThread { self.pumpServer(pair) }
    }

    /// Passes on message by message.
    private func pumpClient(_ pair: ConnectionPair) {
        defer { pair.cut() }
        // The first message of a connection has no type.
        var hasType = false
        while let head = receive(pair.client, count: hasType ? 5 : 4) {
            let length = head.suffix(4).reduce(0) { $0 << 8 | Int($1) }
            guard length >= 4, let body = receive(pair.client, count: length - 4) else { return }
            let message = head + body
            let isCommit = message.first == UInt8(ascii: "Q") && body == Array("COMMIT\0".utf8)
            let isFirst = !hasType
            hasType = true
            if pair.isStalled { continue }
            let (allowed, swallowsReply) = state.withLock { state -> (Int, Bool) in
                let before = state.counts.clientBytes
                state.counts.clientBytes += message.count
                if isFirst { state.counts.connections += 1 }
                if isFirst || "QSc".utf8.contains(message[0]) { state.counts.roundTrips += 1 }
                if isCommit { state.counts.commits += 1 }
                switch state.fault {
                case .cutAfterClientBytes(let limit) where state.counts.clientBytes > limit:
                    state.counts.hasStruck = true
                    return (max(0, limit - before), false)
                case .stallAfterClientBytes(let limit)
                where state.counts.clientBytes > limit && !state.counts.hasStruck:
                    state.counts.hasStruck = true
                    pair.stall()
                    return (max(0, limit - before), false)
                case .stallReplyToCommit(let number) where isCommit && state.counts.commits == number:
                    state.counts.hasStruck = true
                    pair.stall()
                    return (message.count, false)
                case .dropReplyToCommit(let number) where isCommit && state.counts.commits == number:
                    state.counts.hasStruck = true
                    return (message.count, true)
                case .dropCommit(let number) where isCommit && state.counts.commits == number:
                    state.counts.hasStruck = true
                    return (0, false)
                default: return (message.count, false)
                }
            }
            if swallowsReply { pair.swallow() }
            guard send(Array(message.prefix(allowed)), to: pair.server) else { return }
            guard allowed == message.count || pair.isStalled else { return }
        }
    }

    /// Passes on whatever comes.
    private func pumpServer(_ pair: ConnectionPair) {
        defer { pair.cut() }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(pair.server, &buffer, buffer.count, 0), count > 0 {
            // The commit has happened, or there would be no reply.
            if pair.isSwallowing { return }
            if pair.isStalled { continue }
            let allowed = state.withLock { state -> Int in
                let before = state.counts.serverBytes
                state.counts.serverBytes += count
                if case .stallAfterServerBytes(let limit) = state.fault, before + count > limit, !state.counts.hasStruck
                {
                    state.counts.hasStruck = true
                    pair.stall()
                    return max(0, limit - before)
                }
                guard case .cutAfterServerBytes(let limit) = state.fault, before + count > limit else { return count }
                state.counts.hasStruck = true
                return max(0, limit - before)
            }
            guard send(Array(buffer[..<allowed]), to: pair.client) else { return }
            guard allowed == count || pair.isStalled else { return }
        }
    }

    /// Exactly so many bytes; nil where the connection ends before.
    private func receive(_ descriptor: Int32, count: Int) -> [UInt8]? {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        return recv(descriptor, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
    }

    private func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// The two ends of one connection through the proxy.
private final class ConnectionPair: Sendable {
    let client: Int32
    let server: Int32
    private let swallowing = Mutex(false)
    private let stalled = Mutex(false)

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    // With the last of both threads: a descriptor's number must not be someone else's before.
    deinit {
        Glibc.close(client)
        Glibc.close(server)
    }

    var isSwallowing: Bool { swallowing.withLock { $0 } }

    /// From now on the server's words reach no one.
    func swallow() { swallowing.withLock { $0 = true } }

    var isStalled: Bool { stalled.withLock { $0 } }

    /// From now on nothing reaches anyone, and both ends stay open.
    func stall() { stalled.withLock { $0 = true } }

    /// Ends both directions at both ends; what waits for either wakes up.
    func cut() {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

}

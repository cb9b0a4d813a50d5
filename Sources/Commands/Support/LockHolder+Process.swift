internal import Stores
internal import Glibc

extension LockHolder {
    /// This process as another run reports it: what it does, who runs it, where.
    static func thisProcess(running verb: String) -> LockHolder {
        var host = [CChar](repeating: 0, count: 65)
        gethostname(&host, host.count - 1)
        let name = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return LockHolder("keyturn \(verb) by \(user) on \(name), process \(getpid())")
    }

    private static var user: String { UserName.of(geteuid()) ?? "user \(geteuid())" }
}

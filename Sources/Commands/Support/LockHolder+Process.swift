internal import Stores
internal import Glibc

extension LockHolder {
    /// This process as another run is told of it: what it does, who runs it, where.
    static func thisProcess(running verb: String) -> LockHolder {
        var host = [CChar](repeating: 0, count: 65)
        gethostname(&host, host.count - 1)
        let name = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return LockHolder("keyturn \(verb) by \(user) on \(name), process \(getpid())")
    }

    private static var user: String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4_096)
        guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else { return "user \(geteuid())" }
        return String(cString: name)
    }
}

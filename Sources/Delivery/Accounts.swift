internal import Diagnostics
internal import Glibc
internal import Model

/// Numbers of the users and groups that attributes name, each looked up once.
///
/// Used for one pass over files.
final class Accounts {
    private var users: [String: uid_t?] = [:]
    private var groups: [String: gid_t?] = [:]
    private var names: [uid_t: String] = [:]

    /// - Returns: nil where there is no such user.
    func user(_ name: String) -> uid_t? {
        if let number = uid_t(name) { return number }
        if let known = users[name] { return known }
        let number = Self.lookUp { buffer, size in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let result = getpwnam_r(name, &entry, buffer, size, &found)
            return (result, found == nil ? nil : entry.pw_uid)
        }
        users[name] = .some(number)
        return number
    }

    /// - Returns: nil where there is no such group.
    func group(_ name: String) -> gid_t? {
        if let number = gid_t(name) { return number }
        if let known = groups[name] { return known }
        let number = Self.lookUp { buffer, size in
            var entry = Glibc.group()
            var found: UnsafeMutablePointer<Glibc.group>?
            let result = getgrnam_r(name, &entry, buffer, size, &found)
            return (result, found == nil ? nil : entry.gr_gid)
        }
        groups[name] = .some(number)
        return number
    }

    /// A user's name, or the number where there is no such user.
    func name(ofUser number: uid_t) -> String {
        if let known = names[number] { return known }
        var buffer = [CChar](repeating: 0, count: 16_384)
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        let result = getpwuid_r(number, &entry, &buffer, buffer.count, &found)
        let name = result == 0 && found != nil ? entry.pw_name.map { String(cString: $0) } : nil
        names[number] = name ?? String(number)
        return name ?? String(number)
    }

    /// Whether a file has what was declared.
    ///
    /// A user or group that does not exist owns nothing.
    func match(_ status: stat, _ declared: FileAttributes) -> Bool {
        if let mode = declared.mode, status.st_mode & 0o7777 != mode_t(mode) { return false }
        if let owner = declared.owner, user(owner) != status.st_uid { return false }
        if let group = declared.group, self.group(group) != status.st_gid { return false }
        return true
    }

    private static func lookUp(
        _ call: (UnsafeMutablePointer<CChar>, Int) -> (result: Int32, number: UInt32?)
    ) -> UInt32? {
        // A group with many members needs much room.
        var size = 4096
        while size <= 16 << 20 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let (result, number) = call(buffer, size)
            switch result {
            case ERANGE: size *= 4
            case EINTR: continue
            default: return number
            }
        }
        return nil
    }
}

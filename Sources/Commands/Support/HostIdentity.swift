internal import Glibc

/// What tells this machine from every other: devices, inodes and paths mean something on one machine alone.
enum HostIdentity {
    /// The running kernel's own number, which containers on one machine share as they share devices; the machine's name
    /// where there is none.
    static func current() -> String {
        if let file = fopen("/proc/sys/kernel/random/boot_id", "re") {
            defer { fclose(file) }
            var line = [UInt8](repeating: 0, count: 64)
            let count = fread(&line, 1, line.count, file)
            if count > 0 { return String(decoding: line[..<count], as: UTF8.self) }
        }
        var name = utsname()
        uname(&name)
        return withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

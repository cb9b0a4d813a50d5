internal import Glibc

/// The variables that a hook is started with.
enum HookEnvironment {
    /// A variable of 128 KiB or more makes the kernel refuse to start a program.
    private static let mostBytes = 120_000

    /// What is inherited and may be, and ours: names and paths alone.
    ///
    /// Left out are what is withheld and every variable with a secret in its value: one that somebody exported would
    /// shadow the new key in what compose reads. A list of ours that is longer than a variable may be is left out too.
    static func variables(
        for call: HookCall,
        inheriting entries: [[UInt8]] = inherited(),
        _ finder: SecretFinder
    ) -> [String: String] {
        var variables: [String: String] = [:]
        for entry in entries {
            // What has no name that a shell could give it is left out: the library would start nothing.
            guard let sign = entry.firstIndex(of: UInt8(ascii: "=")), let first = entry.first, sign > 0,
                !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
            else { continue }
            let name = String(decoding: entry[..<sign], as: UTF8.self)
            let value = entry[(sign + 1)...]
            guard !call.withheld.contains(name), value.withUnsafeBytes({ finder.matches(in: $0).isEmpty }) else {
                continue
            }
            variables[name] = String(decoding: value, as: UTF8.self)
        }
        let own = [
            "KEYTURN_ENVIRONMENT": call.environment,
            "KEYTURN_IDENTITIES": call.identities.joined(separator: " "),
            "KEYTURN_FRAGMENTS": call.fragments.joined(separator: "\n"),
        ]
        for (name, value) in own { variables[name] = value.utf8.count < mostBytes ? value : nil }
        return variables
    }

    /// Each as `NAME=value`, in bytes.
    private static func inherited() -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var next = environ
        while let entry = next.pointee {
            entries.append(Array(UnsafeRawBufferPointer(start: entry, count: strlen(entry))))
            next += 1
        }
        return entries
    }
}

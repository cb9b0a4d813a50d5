internal import Glibc
internal import Model

/// The variables that a hook is started with, and what was kept from it.
struct HookEnvironment {
    private(set) var variables: [String: String] = [:]

    /// Values that the hook was not given, and that nothing it writes may show.
    private(set) var hidden: [Secret] = []

    /// A variable of 128 KiB or more makes the kernel refuse to start a program.
    private static let mostBytes = 120_000

    /// A value in which a shorter secret stands may do so by chance.
    private static let leastCopied = 8

    /// What is inherited and may be, and ours: names and paths alone.
    ///
    /// Left out are what is withheld, what connections and peppers are made from (``InheritedSecret``), and every variable
    /// with a secret in its value: a key that someone exported would shadow the new one in what compose reads. A list of
    /// ours that is longer than a variable may be is left out too.
    init(for call: HookCall, inheriting entries: [[UInt8]] = inherited()) {
        var kept: [(name: String, value: ArraySlice<UInt8>)] = []
        for entry in entries {
            // What has no name that a shell could give it is left out: the library would start nothing.
            guard let sign = entry.firstIndex(of: UInt8(ascii: "=")), let first = entry.first, sign > 0,
                !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
            else { continue }
            let name = String(decoding: entry[..<sign], as: UTF8.self)
            let value = entry[(sign + 1)...]
            if InheritedSecret.isOne(name, String(decoding: value, as: UTF8.self), call.secretVariables) {
                hidden += InheritedSecret.hidden(name, String(decoding: value, as: UTF8.self))
            } else if !call.withheld.contains(name) {
                kept.append((name, value))
            }
        }
        let finder = SecretFinder(call.secrets, hidden: hidden.filter { $0.count >= Self.leastCopied })
        for (name, value) in kept where value.withUnsafeBytes({ finder.matches(in: $0).isEmpty }) {
            variables[name] = String(decoding: value, as: UTF8.self)
        }
        let own = [
            "KEYTURN_ENVIRONMENT": call.environment,
            "KEYTURN_IDENTITIES": call.identities.joined(separator: " "),
            "KEYTURN_FRAGMENTS": call.fragments.joined(separator: "\n"),
        ]
        for (name, value) in own { variables[name] = value.utf8.count < Self.mostBytes ? value : nil }
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

internal import Model

/// A variable of our own environment that a hook must not get: what a connection or a pepper is made from.
enum InheritedSecret {
    /// libpq's own variables that hold a password, or lead to one.
    private static let libpq: Set<String> = [
        "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGSSLKEY", "PGSSLPASSWORD", "PGSYSCONFDIR",
    ]

    /// Whose values are paths and names, which may be shown.
    private static let harmless: Set<String> = ["PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGSSLKEY", "PGSYSCONFDIR"]

    /// What no program runs without, and no one keeps a secret in, whatever URL is made with it.
    private static let ordinary: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "TMPDIR", "LANG", "TZ", "TERM", "HOSTNAME",
        "XDG_RUNTIME_DIR",
    ]

    /// Shorter ones would hide half of every message.
    private static let shortest = 4

    /// Whether a variable is withheld; `names` are those that configuration makes secrets from.
    static func isOne(_ name: String, _ value: String, _ names: Set<String>) -> Bool {
        if ordinary.contains(name) { return false }
        return names.contains(name) || libpq.contains(name) || password(in: value) != nil
    }

    /// What of a withheld variable must not be shown either.
    static func hidden(_ name: String, _ value: String) -> [Secret] {
        // A path and a name of a database are no secret by themselves.
        if harmless.contains(name) || value.hasPrefix("sqlite:") { return [] }
        var parts = [value]
        if let password = password(in: value) { parts += [password, PercentText.decoded(password)] }
        return Set(parts).filter { $0.utf8.count >= shortest }.sorted().map { Secret(text: $0) }
    }

    /// `scheme://user:PASSWORD@host`, `password=PASSWORD`; nil if there is none, or an empty one.
    private static func password(in value: String) -> String? {
        if let scheme = value.firstRange(of: "://") {
            let rest = value[scheme.upperBound...]
            if let at = rest.lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") {
                let password = rest[rest.index(after: colon)..<at]
                if !password.isEmpty { return String(password) }
            }
        }
        // Spaces may stand around the sign.
        guard let name = value.firstRange(of: "password") else { return nil }
        let behind = value[name.upperBound...].drop { $0 == " " }
        guard behind.first == "=" else { return nil }
        let rest = behind.dropFirst().drop { $0 == " " || $0 == "'" }
        let password = rest.prefix { $0 != "&" && $0 != " " && $0 != "'" }
        return password.isEmpty ? nil : String(password)
    }
}

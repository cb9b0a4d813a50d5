import Model

/// A fragment, read once by a parser of the simulation's own.
struct SimulatedFile {
    let content: Secret
    /// By variable.
    let keys: [String: Fingerprint]
    let secrets: [String: Secret]
    /// It says that it may be overwritten as a whole.
    let isOurs: Bool
    /// Variables that a person wrote, or whose delivery was declared again: they may hold anything until a run has looked
    /// at them.
    private(set) var excused: Set<String> = []

    init(_ content: Secret, isExcused: Bool = false) {
        self.content = content
        isOurs = content.withBytes { $0.starts(with: "# Written by keyturn".utf8) }
        var keys: [String: Fingerprint] = [:]
        var secrets: [String: Secret] = [:]
        content.withBytes { bytes in
            for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
                guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let name = String(decoding: line[..<equals], as: UTF8.self)
                let secret = Secret(UnsafeRawBufferPointer(rebasing: line[(equals + 1)...]))
                secrets[name] = secret
                keys[name] = Fingerprint(of: secret)
            }
        }
        self.keys = keys
        self.secrets = secrets
        if isExcused { excuse() }
    }

    mutating func excuse() { excused = Set(keys.keys) }

    mutating func excuse(holding key: Fingerprint) {
        for (variable, other) in keys where other == key { excused.insert(variable) }
    }

    mutating func expect(_ variable: String) { excused.remove(variable) }

    /// A run wrote it over another one, in which it left some lines as they were.
    mutating func follow(_ before: SimulatedFile) {
        for variable in before.excused where before.keys[variable] == keys[variable] { excused.insert(variable) }
    }
}

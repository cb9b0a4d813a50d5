import Model

/// A fragment, read once by a parser of the simulation's own.
struct SimulatedFile {
    let content: Secret
    /// By variable.
    let keys: [String: Fingerprint]
    let secrets: [String: Secret]
    /// A person wrote it, or what it must hold was declared anew: it may hold anything until a run has looked at it.
    var isExcused = false

    init(_ content: Secret, isExcused: Bool = false) {
        self.content = content
        self.isExcused = isExcused
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
    }
}

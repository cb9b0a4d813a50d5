package import Model

/// What a dotenv file says of some variables, as fingerprints: for looking at files that are no one's fragments.
package enum DotenvValues {
    /// By variable; of several definitions the last one counts, as it does for those who read such files.
    ///
    /// Nil where the file cannot be read as one. An empty value is ``Fingerprint/ofNothing``: it takes the place of others.
    package static func fingerprints(of variables: Set<String>, in content: Secret) -> [String: Fingerprint]? {
        var values: [String: Fingerprint] = [:]
        let isRead: Void? = content.withBytes { bytes in
            try? DotenvScanner.scan(bytes) { definition in
                let name = String(decoding: bytes[definition.name], as: UTF8.self)
                guard variables.contains(name) else { return }
                let value = UnsafeRawBufferPointer(rebasing: bytes[definition.value])
                values[name] = Fingerprint(of: value)
            }
        }
        return isRead == nil ? nil : values
    }

    /// As ``fingerprints(of:in:)``, for those who take a line as it stands: the Docker CLI's `--env-file`, and compose with
    /// `format: raw`.
    package static func rawFingerprints(of variables: Set<String>, in content: Secret) -> [String: Fingerprint] {
        var values: [String: Fingerprint] = [:]
        content.withBytes { bytes in
            let content = bytes.starts(with: DotenvScanner.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
            for line in content.split(separator: UInt8(ascii: "\n")) {
                var line = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                // Its readers take lines that end in CR and LF as those that end in LF.
                if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
                guard line.first != UInt8(ascii: "#"), let equals = line.firstIndex(of: UInt8(ascii: "=")) else {
                    continue
                }
                let name = String(decoding: line[..<equals], as: UTF8.self)
                guard variables.contains(name) else { continue }
                let value = UnsafeRawBufferPointer(rebasing: line[(equals + 1)...])
                values[name] = Fingerprint(of: value)
            }
        }
        return values
    }
}

package import Model

/// What a dotenv file says of some variables, as fingerprints: for looking at files that are nobody's fragments.
package enum DotenvValues {
    /// By variable; of several definitions the last one counts, as it does for those who read such files.
    ///
    /// Nil where the file cannot be read as one. An empty value has no fingerprint.
    package static func fingerprints(of variables: Set<String>, in content: Secret) -> [String: Fingerprint]? {
        var values: [String: Fingerprint] = [:]
        let isRead: Void? = content.withBytes { bytes in
            try? DotenvScanner.scan(bytes) { definition in
                let name = String(decoding: bytes[definition.name], as: UTF8.self)
                guard variables.contains(name) else { return }
                let value = UnsafeRawBufferPointer(rebasing: bytes[definition.value])
                values[name] = value.isEmpty ? nil : Fingerprint(of: Secret(value))
            }
        }
        return isRead == nil ? nil : values
    }
}

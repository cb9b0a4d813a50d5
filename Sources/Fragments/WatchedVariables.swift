package import Model
internal import Redaction

/// Finds the secrets that a watched dotenv file holds.
package enum WatchedVariables {
    /// What is in the watched variables of a file, by fingerprint.
    ///
    /// A value is taken as it is written: between its quotes, or without the space around it. A variable that is defined
    /// more than once is a secret each time, since readers do not agree on which counts.
    package static func observe(
        _ watch: Watch,
        _ file: Watch.File,
        content: Secret,
        changedAt: Instant?
    ) -> WatchObservation {
        var values: [String: [Value]] = [:]
        let watched = Set(file.variables)
        do throws(DotenvError) {
            try content.withBytes { bytes throws(DotenvError) in
                try DotenvScanner.scan(bytes) { definition in
                    let name = String(decoding: bytes[definition.name], as: UTF8.self)
                    guard watched.contains(name) else { return }
                    values[name, default: []].append(Value(UnsafeRawBufferPointer(rebasing: bytes[definition.value])))
                }
            }
        } catch {
            return WatchObservation(
                problems: [
                    WatchProblem(
                        file.declared,
                        "line \(error.line): \(error.what)",
                        fix: "fix that line: what follows it cannot be read",
                        at: watch.location
                    )
                ]
            )
        }
        var observation = WatchObservation()
        for variable in file.variables {
            func problem(_ reason: String, fix: String) {
                observation.problems.append(
                    WatchProblem("\(file.declared) \(variable)", reason, fix: fix, at: watch.location)
                )
            }
            guard let found = values[variable] else {
                problem("the file has no such variable", fix: "write the variable's name as it is in the file")
                continue
            }
            var seen: Set<Fingerprint> = []
            for value in found {
                switch value {
                case .empty: continue
                case .reference:
                    problem(
                        "its value is a reference to another variable",
                        fix: "name the file that holds the actual secret"
                    )
                case .secret(let fingerprint) where seen.insert(fingerprint).inserted:
                    observation.credentials.append(
                        WatchedCredential(
                            source: .variable(file: file.declared, name: variable),
                            fingerprint: fingerprint,
                            since: changedAt,
                            maxAge: watch.maxAge,
                            location: watch.location
                        )
                    )
                case .secret: continue
                }
            }
        }
        return observation
    }

    private enum Value {
        case empty
        /// `$NAME` or `${…}` and nothing else: who reads the file puts something in its place.
        case reference
        case secret(Fingerprint)

        init(_ bytes: UnsafeRawBufferPointer) {
            if bytes.isEmpty {
                self = .empty
            } else if Self.isReference(bytes) {
                self = .reference
            } else {
                self = .secret(Fingerprint(of: bytes))
            }
        }

        private static func isReference(_ bytes: UnsafeRawBufferPointer) -> Bool {
            guard bytes.count > 1, bytes.first == UInt8(ascii: "$") else { return false }
            let rest = bytes.dropFirst()
            if rest.first == UInt8(ascii: "{") {
                return rest.firstIndex(of: UInt8(ascii: "}")) == bytes.count - 1
            }
            return rest.allSatisfy { KeyWord.isLetter($0) && $0 != UInt8(ascii: "-") }
        }
    }
}

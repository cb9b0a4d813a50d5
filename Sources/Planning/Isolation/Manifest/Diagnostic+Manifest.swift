package import Diagnostics
internal import Model
package import State

/// Names of files come from the command line.
extension Diagnostic {
    package static func unreadableManifest(_ file: String, _ reason: String) -> Diagnostic {
        Diagnostic(.error, ManifestCode.unreadable, "\(PlainText.line(file)) cannot be read: \(reason)")
    }

    static func syntax(_ file: String, _ error: JSONSyntaxError) -> Diagnostic {
        Diagnostic(
            .error,
            ManifestCode.syntax,
            "\(PlainText.line(file)) is not a manifest: \(error.problem)",
            detail: "In line \(error.line), column \(error.column). The export may have failed or been cut off.",
            fix: exportAgain
        )
    }

    static func noManifest(_ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            ManifestCode.syntax,
            "\(PlainText.line(file)) is not a manifest",
            detail: "It is JSON, but of another kind.",
            fix: exportAgain
        )
    }

    static func incomplete(_ file: String, _ path: String) -> Diagnostic {
        Diagnostic(
            .error,
            ManifestCode.syntax,
            "\(PlainText.line(file)) is not a manifest: `\(path)` is missing or not what it should be",
            fix: exportAgain
        )
    }

    static func version(_ file: String, _ version: String) -> Diagnostic {
        let found =
            version.isEmpty ? "no format version" : "format version \(PlainText.line(String(version.prefix(20))))"
        return Diagnostic(
            .error,
            ManifestCode.version,
            "\(PlainText.line(file)) has \(found), which this keyturn does not read",
            detail: "It reads \(Manifest.formatVersion).",
            fix: "use the keyturn that wrote it, or export it again with this one"
        )
    }

    static func damaged(_ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            ManifestCode.damaged,
            "\(PlainText.line(file)) does not match its checksum",
            detail: "It was damaged, or edited.",
            fix: exportAgain
        )
    }

    static func seal(_ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            ManifestCode.seal,
            "\(PlainText.line(file)) has no seal that was made with this pepper",
            detail: "It was edited, and its checksum was computed again.",
            fix: exportAgain
        )
    }

    static func unverified(_ files: [String]) -> Diagnostic {
        let names = files.prefix(6).map(PlainText.line).joined(separator: ", ")
        return Diagnostic(
            .note,
            ManifestCode.unverified,
            "the seals were not verified, since no environment here declares the pepper",
            detail: "Of \(names)\(files.count > 6 ? " and \(files.count - 6) more" : ""): the checksums are right.",
            fix: "declare `isolation.pepper` in the folder of environment files (-C), and set its variable"
        )
    }

    static func withoutRows(_ files: [String]) -> Diagnostic {
        let names = files.prefix(6).map(PlainText.line).joined(separator: ", ")
        return Diagnostic(
            .note,
            ManifestCode.withoutRows,
            "some manifests do not identify rows: copied keys are reported as shared",
            detail: "An older keyturn wrote \(names)\(files.count > 6 ? " and \(files.count - 6) more" : "").",
            fix: "export again with this keyturn: keyturn isolation export -e ENVIRONMENT > FILE"
        )
    }

    /// Nil if everything that the store holds was seen.
    package static func incompleteManifest(of view: EnvironmentView) -> Diagnostic? {
        guard !view.unseenRows.isEmpty else { return nil }
        let parts = view.unseenRows.prefix(3).map { "\(PlainText.line($0.what)): \(PlainText.line($0.reason))" }
        return Diagnostic(
            .warning,
            ManifestCode.incomplete,
            "the manifest of \(view.name) does not contain every key of its database",
            detail: parts.joined(separator: "; ") + ".",
            fix: "let `database.url` reach the table itself, or correct the rows, then export again",
            at: view.environment.databaseLocation,
            address: view.name
        )
    }

    static func duplicate(_ environment: String, _ files: [String]) -> Diagnostic {
        Diagnostic(
            .error,
            ManifestCode.duplicate,
            "\(files.count) manifests are of the same environment, \(environment)",
            detail: files.prefix(6).map(PlainText.line).joined(separator: ", "),
            fix: "give only the newest of them"
        )
    }

    static func mixed(_ found: [(file: String, manifest: Manifest)]) -> Diagnostic {
        let kinds = found.map { file, manifest in
            switch manifest.fingerprints {
            case .plain: "\(PlainText.line(file)) without a pepper"
            case .peppered(let check): "\(PlainText.line(file)) with the pepper \(PlainText.line(check))"
            }
        }
        let isPeppered = found.allSatisfy { $0.manifest.fingerprints != .plain }
        return Diagnostic(
            .error,
            ManifestCode.mixed,
            isPeppered
                ? "the manifests were made with different peppers, so their fingerprints cannot be compared"
                : "some of the manifests were made with a pepper and some without, so they cannot be compared",
            detail: kinds.joined(separator: "; "),
            fix: "export all of them with the same `isolation.pepper`"
        )
    }

    private static let exportAgain = "export it again: keyturn isolation export -e ENVIRONMENT > FILE"
}

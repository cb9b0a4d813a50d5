internal import Configuration
internal import Diagnostics
internal import Fragments
internal import Glibc
internal import Model

/// Audit files that are other files too, by a link: a chain that two write into is broken, and a fragment is replaced.
///
/// Looks at the file system, where ``AcrossEnvironments`` compares what the files say.
enum AuditPlaces {
    static func diagnostics(_ layouts: [FragmentLayout]) -> [Diagnostic] {
        let audits = layouts.compactMap { layout in
            layout.environment.audit.map { (environment: layout.environment.name, trail: $0, place: Place($0.path)) }
        }
        guard !audits.isEmpty else { return [] }
        var fragments: [Place: String] = [:]
        for layout in layouts {
            for fragment in layout.fragments {
                fragments[Place("\(layout.environment.output)/\(fragment.path)")] = layout.environment.name
            }
        }
        return audits.compactMap { audit in
            if let owner = fragments[audit.place] {
                return .auditIsFragment(audit.trail, audit.environment, of: owner)
            }
            // Of equal paths the declarations tell.
            let others = audits.filter {
                $0.place == audit.place && $0.environment != audit.environment && $0.trail.path != audit.trail.path
            }
            return others.isEmpty
                ? nil : .sharedAudit(audit.trail, audit.environment, with: others.map(\.environment))
        }
    }

    /// Which file a path leads to, or would.
    private enum Place: Hashable {
        case file(device: UInt64, number: UInt64)
        case path(String)

        init(_ path: String) {
            var status = stat()
            self =
                stat(path, &status) == 0
                ? .file(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
                : .path(Self.folder(of: path) + "/" + path.split(separator: "/").suffix(1).joined())
        }

        /// The folder that a file would be in, links resolved where it is there.
        private static func folder(of path: String) -> String {
            let folder = "/" + path.split(separator: "/").dropLast().joined(separator: "/")
            guard let resolved = realpath(folder, nil) else { return folder }
            defer { free(resolved) }
            return String(cString: resolved)
        }
    }
}

extension Diagnostic {
    fileprivate static func auditIsFragment(_ audit: AuditTrail, _ environment: String, of owner: String) -> Diagnostic
    {
        Diagnostic(
            .error,
            ConfigurationCode.auditIsFragment,
            "the audit file of `\(environment)` is a file that `\(owner)` delivers keys to",
            fix: "give the audit file a name of its own",
            at: audit.location,
            address: environment
        )
    }

    fileprivate static func sharedAudit(_ audit: AuditTrail, _ environment: String, with others: [String]) -> Diagnostic
    {
        Diagnostic(
            .error,
            ConfigurationCode.sharedAudit,
            "`\(environment)` has the same audit file as \(others.map { "`\($0)`" }.joined(separator: ", ")), by a link",
            fix: "give every environment a file of its own",
            at: audit.location,
            address: environment
        )
    }
}

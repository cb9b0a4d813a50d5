internal import Configuration
internal import Delivery
internal import Diagnostics
internal import Fragments
internal import Model

/// Audit files that are other files too, by a link: a chain that two write into is broken, and a fragment is replaced.
///
/// Looks at the file system, where ``AcrossEnvironments`` compares what the files say: at each audit file and each output
/// folder once, however many fragments there are. A fragment that is a link, or has a second name, is refused by itself.
enum AuditPlaces {
    static func diagnostics(_ layouts: [FragmentLayout]) -> [Diagnostic] {
        let audits = layouts.compactMap { layout in
            layout.environment.audit.map { Audit($0, of: layout.environment.name) }
        }
        guard !audits.isEmpty else { return [] }
        let outputs = layouts.map { (layout: $0, folder: RootFolder(path: $0.environment.output).resolved + "/") }
        return audits.compactMap { audit in
            let owner = outputs.first { output in
                guard audit.path.hasPrefix(output.folder) else { return false }
                let path = audit.path.dropFirst(output.folder.count)
                return output.layout.fragments.contains { $0.path == path }
            }
            if let owner { return .auditIsFragment(audit.trail, audit.environment, of: owner.layout.environment.name) }
            // Of equal paths the declarations tell.
            let others = audits.filter {
                $0.isSame(as: audit) && $0.environment != audit.environment && $0.trail.path != audit.trail.path
            }
            return others.isEmpty
                ? nil : .sharedAudit(audit.trail, audit.environment, with: others.map(\.environment))
        }
    }

    private struct Audit {
        let trail: AuditTrail
        let environment: String

        /// Links resolved as far as the file or its folder is there.
        let path: String

        /// Nil for one that is not there yet.
        let file: FileIdentity?

        init(_ trail: AuditTrail, of environment: String) {
            self.trail = trail
            self.environment = environment
            path = RootFolder(path: trail.path).resolved
            file = FileIdentity(path)
        }

        func isSame(as other: Audit) -> Bool { file == nil ? path == other.path : file == other.file }
    }
}

extension Diagnostic {
    fileprivate static func auditIsFragment(_ audit: AuditTrail, _ environment: String, of owner: String) -> Diagnostic
    {
        Diagnostic(
            .error,
            ConfigurationCode.auditIsFragment,
            "the audit file of `\(environment)` is a file that `\(owner)` delivers keys to",
            fix: "give the audit file its own name",
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
            fix: "give every environment its own file",
            at: audit.location,
            address: environment
        )
    }
}

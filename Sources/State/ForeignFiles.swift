internal import Fragments
internal import Model

/// Files of someone else's that stand where Keyturn would write a whole file (promise 8).
///
/// A dotenv file is edited in place, whoever wrote it. A secret, a rendered template and a compose file are replaced as a
/// whole, so one must be ours to be written: it begins with our header, or holds a key that the store or the audit file
/// knows.
enum ForeignFiles {
    /// The inspections, with an error in place of what would be done about such a file.
    ///
    /// `current` are the keys that files are to hold, by the place of their identity: those are ours without asking.
    static func reported(
        in observed: ObservedEnvironment,
        _ inspections: [FragmentInspection],
        current: [CurrentKey?]
    ) -> [FragmentInspection] {
        let fragments = observed.layout.fragments
        let suspects = fragments.indices.filter { place in
            guard isSuspect(fragments[place], inspections[place], in: observed) else { return false }
            let own = Set(fragments[place].identities.compactMap { current[$0]?.fingerprint })
            return !inspections[place].keys.contains(where: own.contains)
        }
        guard !suspects.isEmpty else { return inspections }
        let known = observed.store.fingerprints
        var reported = inspections
        for place in suspects {
            let keys = inspections[place].keys
            if keys.contains(where: { known.contains($0) || observed.issued.identity(of: $0) != nil }) { continue }
            reported[place] = FragmentInspection(
                problem: .foreignFile(
                    "\(observed.environment.output)/\(fragments[place].path)",
                    observed.environment.name
                ),
                keys: keys,
                undeclared: inspections[place].undeclared
            )
        }
        return reported
    }

    /// A key of Keyturn's in its place is reported as one of another store's, or is replaced.
    private static func isSuspect(
        _ fragment: Fragment,
        _ inspection: FragmentInspection,
        in observed: ObservedEnvironment
    ) -> Bool {
        guard fragment.isWrittenWhole, inspection.problem == nil, inspection.held.isEmpty,
            case .file(let content, _)? = observed.folder.files[fragment.path]
        else { return false }
        return !content.isBlank && !WrittenFile.isOurs(content)
    }
}

extension Fragment {
    fileprivate var isWrittenWhole: Bool { if case .dotenv = kind { false } else { true } }
}

internal import Fragments
internal import Model

/// What a plan writes, line by line.
///
/// Made from the plan and what it was made from, where somebody wants to see it: renders every file that is written.
package enum FileDiffs {
    /// One for each file that a plan writes, in the order of the layout.
    ///
    /// A file that cannot be rendered, or in which only mode or owner change, has none.
    package static func all(of plan: EnvironmentPlan, in view: EnvironmentView) -> [FileDiff] {
        let paths = Set(plan.changes.flatMap(\.files).map(\.path))
        guard !paths.isEmpty else { return [] }
        let (keys, unborn) = keys(after: plan, in: view)
        return view.observed.layout.fragments.filter { paths.contains($0.path) }.compactMap { fragment in
            let found = view.observed.folder.files[fragment.path] ?? .missing
            let content: Secret?
            do {
                content = try view.observed.layout.content(of: fragment, keys: keys, observed: found)
            } catch {
                // What cannot be written stands among the diagnostics.
                return nil
            }
            let held = Set(fragment.identities.compactMap { keys[$0]?.fingerprint })
            return diff(fragment.path, from: found.content, to: content, held, unborn)
        }
    }

    /// The keys as they will be, with stand-ins for those that are not born yet.
    private static func keys(
        after plan: EnvironmentPlan,
        in view: EnvironmentView
    ) -> (keys: [CurrentKey?], unborn: Set<Fingerprint>) {
        var keys = view.deliverable
        var unborn: Set<Fingerprint> = []
        let identities = view.environment.identities
        let indices = Dictionary(
            identities.indices.map { (identities[$0].name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for change in plan.changes {
            guard let name = change.address.identity, let index = indices[name] else { continue }
            if change.issuesKey {
                let secret = standIn(for: identities[index], number: index)
                let key = CurrentKey(secret: secret, fingerprint: Fingerprint(of: secret))
                keys[index] = key
                unborn.insert(key.fingerprint)
            } else if change.reasons.contains(.absent) {
                keys[index] = nil
            }
        }
        return (keys, unborn)
    }

    /// A key that none is: of the identity's format, and its number in place of random bytes.
    private static func standIn(for identity: Identity, number: Int) -> Secret {
        var bytes = [UInt8](repeating: 0, count: identity.format.bytes)
        withUnsafeBytes(of: UInt64(number).bigEndian) { digits in
            for (offset, digit) in digits.reversed().enumerated() { bytes[bytes.count - 1 - offset] = digit }
        }
        return identity.format.key(from: bytes)
    }

    private static func diff(
        _ path: String,
        from old: Secret?,
        to new: Secret?,
        _ keys: Set<Fingerprint>,
        _ unborn: Set<Fingerprint>
    ) -> FileDiff? {
        let nothing = Secret([])
        return (old ?? nothing).withBytes { oldBytes in
            (new ?? nothing).withBytes { newBytes in
                let (before, after) = (LineDiff.Lines(oldBytes), LineDiff.Lines(newBytes))
                let edits = LineDiff.edits(from: before, to: after)
                guard !edits.isEmpty else { return nil }
                let written = edits.prefix(2 * FileDiff.limit).compactMap { edit in
                    if case .added(let line) = edit { after[line] } else { nil }
                }
                let mask = LineMask(keys: keys, unborn: unborn, written: written)
                let removed = edits.count { if case .removed = $0 { true } else { false } }
                return FileDiff(
                    path: path,
                    kind: old == nil ? .created : new == nil ? .deleted : .changed,
                    lines: edits.prefix(FileDiff.limit).map { edit in
                        switch edit {
                        case .removed(let line):
                            FileDiff.Line(isAdded: false, text: mask.shown(removed: before[line]))
                        case .added(let line): FileDiff.Line(isAdded: true, text: mask.shown(written: after[line]))
                        }
                    },
                    removed: removed,
                    added: edits.count - removed
                )
            }
        }
    }
}

extension ObservedFile {
    fileprivate var content: Secret? { if case .file(let content, _) = self { content } else { nil } }
}

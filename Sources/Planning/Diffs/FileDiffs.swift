internal import Fragments
package import Model
package import State

/// What a plan writes, line by line.
///
/// Made from the plan and what it was made from, where someone wants to see it: renders every file that is written. A
/// line is shown only where Keyturn wrote it; of a dotenv file that users own, only the declared variables are.
package enum FileDiffs {
    /// One for each file that a plan writes, in the order of the layout.
    ///
    /// A file that cannot be rendered, or in which only mode or owner change, has none.
    ///
    /// `hiding`: templates of which no text is shown.
    package static func all(
        of plan: EnvironmentPlan,
        in view: EnvironmentView,
        hiding hidden: Set<Template.Origin> = []
    ) -> [FileDiff] {
        let paths = Set(plan.changes.flatMap(\.files).map(\.path))
        guard !paths.isEmpty else { return [] }
        let maker = FileDiffMaker(plan, view, hiding: hidden)
        return zip(view.observed.layout.fragments, view.inspections).filter { paths.contains($0.0.path) }
            .compactMap { maker.diff(of: $0, isExact: $1.isExact) }
    }
}

/// Makes the diffs of one environment.
private struct FileDiffMaker {
    private let view: EnvironmentView
    private let hidden: Set<Template.Origin>
    private let standIns: StandIns

    /// Others, which show what of a template's result is made of a key; nil if nothing is made of a template.
    private let variants: StandIns?

    /// The keys as they will be, with stand-ins for those that are not born yet.
    private let keys: [CurrentKey?]
    private let mask: KeyMask

    private let layout: FragmentLayout

    init(_ plan: EnvironmentPlan, _ view: EnvironmentView, hiding hidden: Set<Template.Origin>) {
        self.view = view
        self.hidden = hidden
        let identities = view.environment.identities
        let publicID = view.environment.profile?.publicID
        standIns = StandIns(for: identities, publicID)
        variants =
            view.observed.layout.fragments.contains { $0.isTemplate }
            ? StandIns(for: identities, publicID, variant: 0xa5) : nil
        var unborn: Set<Int> = []
        let indices = Dictionary(
            identities.indices.map { (identities[$0].name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let delivered = plan.changes.lazy.filter { !$0.files.isEmpty }.compactMap(\.address.identity)
        var keys: [CurrentKey?]
        (layout, keys) = view.rendering(deciding: Set(delivered.compactMap { indices[$0] }))
        for change in plan.changes {
            guard let name = change.address.identity, let index = indices[name] else { continue }
            if change.issuesKey {
                keys[index] = standIns.keys[index]
                unborn.insert(index)
            } else if change.reasons.contains(.absent) {
                keys[index] = nil
            }
        }
        self.keys = keys
        mask = KeyMask(view, fingerprints: keys.map { $0?.fingerprint }, unborn: unborn)
    }

    /// Nil if the file cannot be written, which stands among the diagnostics, or nothing in it changes.
    ///
    /// `isExact`: see ``FragmentInspection/isExact``.
    func diff(of fragment: Fragment, isExact: Bool) -> FileDiff? {
        let found = view.observed.folder.files[fragment.path] ?? .missing
        let content = try? layout.content(of: fragment, keys: keys, observed: found, isExact: isExact) as Secret??
        guard let new = content else { return nil }
        if let old = found.ownedByUsers, case .dotenv(let entries) = fragment.kind {
            return usersFile(fragment, entries, from: old, to: new)
        }
        guard let written = shapes(of: fragment, keys: keys, standIns),
            let known = known(beside: written, fragment)
        else { return nil }
        if isHidden(fragment) {
            let lines = Set(0..<written.count)
            return diff(fragment, from: found.content, to: new, written, known: [], varying: lines)
        }
        let varying = varying(written, fragment)
        return diff(fragment, from: found.content, to: new, written, known: known, varying: varying)
    }

    /// What lines of a file are known by: also those of identities that have no key any more, where there are any.
    private func known(beside written: LineShapes, _ fragment: Fragment) -> [LineShapes]? {
        guard fragment.identities.contains(where: { keys[$0] == nil }) else { return [written] }
        return shapes(of: fragment, keys: standIns.keys, standIns).map { [written, $0] }
    }

    // MARK: - Files of users

    /// The declared variables, as they were and as they will be, and nothing else.
    private func usersFile(
        _ fragment: Fragment,
        _ entries: [Fragment.DotenvEntry],
        from old: Secret,
        to new: Secret?
    ) -> FileDiff? {
        guard let new, old != new, let before = layout.values(of: fragment, in: old),
            let after = layout.values(of: fragment, in: new)
        else { return nil }
        var lines: [FileDiff.Line] = []
        for (entry, (old, new)) in zip(entries, zip(before, after)) where old != new {
            let formats = [view.environment.identities[entry.identity].key.format]
            let isPublic = entry.part == .publicID
            if let old {
                let value = old.count == 0 ? "" : isPublic ? KeyMask.hidden : mask.shown(old, formats)
                lines.append(FileDiff.Line(isAdded: false, text: "\(entry.variable)=\(value)"))
            }
            if new != nil {
                let value = isPublic ? KeyMask.publicID : mask.shown(entry.identity)
                lines.append(FileDiff.Line(isAdded: true, text: "\(entry.variable)=\(value)"))
            }
        }
        return FileDiff(path: fragment.path, kind: .changed, lines)
    }

    // MARK: - Files of Keyturn's

    /// What would be written, with stand-ins for the keys of those identities that have one.
    private func shapes(of fragment: Fragment, keys: [CurrentKey?], _ standIns: StandIns) -> LineShapes? {
        let keys = zip(keys, standIns.keys).map { $0 == nil ? nil : $1 }
        guard let content = try? layout.content(of: fragment, keys: keys, observed: .missing) as Secret?? else {
            return nil
        }
        return LineShapes(content, standIns: standIns)
    }

    private func isHidden(_ fragment: Fragment) -> Bool {
        guard case .template(let template, _) = fragment.kind, let origin = template.origin else { return false }
        return hidden.contains(origin)
    }

    /// The lines of a template's result that hold something that was made of a key, and is not shown.
    private func varying(_ written: LineShapes, _ fragment: Fragment) -> Set<Int> {
        guard fragment.isTemplate, let variants else { return [] }
        guard let other = shapes(of: fragment, keys: keys, variants), written.count == other.count else {
            return Set(0..<written.count)
        }
        return Set((0..<written.count).filter { written[$0] != other[$0] })
    }

    private func diff(
        _ fragment: Fragment,
        from old: Secret?,
        to new: Secret?,
        _ shapes: LineShapes,
        known: [LineShapes],
        varying: Set<Int>
    ) -> FileDiff? {
        let nothing = Secret([])
        let formats = Array(Set(fragment.identities.map { view.environment.identities[$0].key.format }))
        return (old ?? nothing).withBytes { oldBytes in
            (new ?? nothing).withBytes { newBytes in
                let (before, after) = (LineDiff.Lines(oldBytes), LineDiff.Lines(newBytes))
                let edits = LineDiff.edits(from: before, to: after)
                guard !edits.isEmpty else { return nil }
                // A key that holds the end of a line itself puts what is written out of step with its shape.
                let isInStep = after.count == shapes.count
                // A line that goes mostly looks like one that comes: all of a file are looked at where it does not.
                let coming = edits.compactMap { if case .added(let line) = $0 { line } else { nil } }
                let near = known.isEmpty || !isInStep ? nil : shapes.index(of: coming)
                lazy var all = known.map { $0.index() }
                var lines: [FileDiff.Line] = []
                var (removed, added, others) = (0, 0, 0)
                for edit in edits {
                    switch edit {
                    case .removed(let line):
                        removed += 1
                        guard
                            let match = near?.match(before[line])
                                ?? all.lazy.compactMap({ $0.match(before[line]) }).first
                        else {
                            others += 1
                            continue
                        }
                        guard lines.count < FileDiff.limit else { continue }
                        lines.append(FileDiff.Line(isAdded: false, text: mask.shown(match, formats)))
                    case .added(let line):
                        added += 1
                        guard lines.count < FileDiff.limit else { continue }
                        let isShown = isInStep && !varying.contains(line)
                        let text = isShown ? mask.shown(shapes[line]) : KeyMask.hidden
                        lines.append(FileDiff.Line(isAdded: true, text: text))
                    }
                }
                return FileDiff(
                    path: fragment.path,
                    kind: old == nil ? .created : new == nil ? .deleted : .changed,
                    lines: lines,
                    removed: removed,
                    added: added,
                    others: others
                )
            }
        }
    }
}

extension FileDiff {
    fileprivate init?(path: String, kind: Kind, _ lines: [Line]) {
        guard !lines.isEmpty else { return nil }
        let added = lines.count { $0.isAdded }
        self.init(
            path: path,
            kind: kind,
            lines: Array(lines.prefix(Self.limit)),
            removed: lines.count - added,
            added: added
        )
    }
}

extension ObservedFile {
    fileprivate var content: Secret? { if case .file(let content, _) = self { content } else { nil } }
}

extension Fragment {
    fileprivate var isTemplate: Bool { if case .template = kind { true } else { false } }
}

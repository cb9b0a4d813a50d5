internal import Diagnostics
package import Model

extension FragmentLayout {
    /// Judges what stands where a fragment belongs.
    ///
    /// `keys` is indexed like the environment's identities. Present ones without a key (to be issued) are not judged: the
    /// file is to be written for them anyway. Absent ones without a key must have nothing there. A file that could not
    /// be looked at is not judged: that has been told.
    package func inspect(_ fragment: Fragment, keys: [CurrentKey?], observed: ObservedFile) -> FragmentInspection {
        switch observed {
        case .obstacle(let what):
            return FragmentInspection(problem: .obstacle(place(of: fragment), what, environment.name))
        case .unknown: return FragmentInspection()
        case .missing:
            if let problem = problem(of: fragment, keys: keys, content: nil) {
                return FragmentInspection(problem: problem)
            }
            let findings = fragment.identities.filter { keys[$0] != nil }.map { ($0, FragmentFinding.fileMissing) }
            return FragmentInspection(findings: findings)
        case .file(let content, let attributesMatch):
            return inspect(fragment, keys, observed, content, attributesMatch)
        }
    }

    /// What a dotenv file that users own holds in the declared variables, in the order of the entries, each nil where the
    /// file does not define it.
    ///
    /// - Returns: nil for any other kind of file, and for one that cannot be edited.
    package func values(of fragment: Fragment, in content: Secret) -> [Secret?]? {
        guard case .dotenv(let entries) = fragment.kind,
            let editor = try? DotenvEditor(content, entries, path: place(of: fragment), address: environment.name)
        else { return nil }
        return entries.indices.map { editor.value(at: $0) { Secret($0) } }
    }

    private func inspect(
        _ fragment: Fragment,
        _ keys: [CurrentKey?],
        _ observed: ObservedFile,
        _ content: Secret,
        _ attributesMatch: Bool
    ) -> FragmentInspection {
        let isComplete = fragment.identities.allSatisfy { keys[$0] != nil || isGone($0, keys) }
        var isAsRendered = false
        var holdsMore = true
        if isComplete {
            do throws(Diagnostic) {
                let rendered = try self.rendered(fragment, keys, observed)
                isAsRendered = rendered.content == content
                holdsMore = !isAsRendered || rendered.holdsMore
            } catch {
                return FragmentInspection(problem: error, keys: KeyScanner.fingerprints(in: content))
            }
        }
        let paddings = paddings(of: fragment, observed, isAsRendered: isAsRendered)
        let undeclared = holdsMore ? undeclared(in: content, of: fragment) : []
        if isAsRendered, attributesMatch, undeclared.isEmpty, !mayHoldMore(fragment, content) {
            var delivered: [Fingerprint] = []
            delivered.reserveCapacity(fragment.identities.count)
            for identity in fragment.identities { if let key = keys[identity] { delivered.append(key.fingerprint) } }
            return FragmentInspection(keys: delivered, isExact: !holdsMore)
        }
        let found = KeyScanner.fingerprints(in: content)
        if !isComplete, let problem = problem(of: fragment, keys: keys, content: observed.ownedByUsers) {
            return FragmentInspection(problem: problem, keys: found, undeclared: undeclared)
        }
        var findings: [(identity: Int, finding: FragmentFinding)] = []
        var waiting: [(identity: Int, key: Fingerprint)] = []
        var held: [(identity: Int, key: Fingerprint)] = []
        if !isAsRendered {
            let judge = EntryJudge(fragment, environment, content, tokens: Set(found))
            for identity in fragment.identities where keys[identity] == nil && !isGone(identity, keys) {
                waiting += judge.keys(at: identity).map { (identity, $0) }
            }
            for identity in fragment.identities {
                let finding =
                    if let key = keys[identity] {
                        judge.finding(for: identity, key)
                    } else {
                        isGone(identity, keys) ? judge.surplus(of: identity) : nil
                    }
                if let finding { findings.append((identity, finding)) }
                held += judge.heldKeys(of: identity).map { (identity, $0) }
            }
        }
        if findings.isEmpty {
            let first = fragment.identities.first { keys[$0] != nil }
            if isComplete, !isAsRendered {
                // With no one left that has a key: a file of ours in which nothing is left but what is around entries.
                findings = first.map { [($0, .altered)] } ?? fragment.identities.prefix(1).map { ($0, .surplus(nil)) }
            } else if !attributesMatch, let first {
                findings = [(first, .attributes)]
            }
        }
        return FragmentInspection(
            findings: findings,
            keys: found,
            paddings: paddings,
            undeclared: undeclared,
            waiting: waiting,
            held: held
        )
    }

    /// Of a file of Keyturn's that is as we write it nothing has to be read.
    private func paddings(of fragment: Fragment, _ observed: ObservedFile, isAsRendered: Bool) -> [Int: ValuePadding] {
        guard case .dotenv(let entries) = fragment.kind, case .file(let content, _) = observed,
            !isAsRendered || observed.ownedByUsers != nil
        else { return [:] }
        return ValuePadding.all(of: entries, in: content)
    }

    /// Entries that no delivery names: of Keyturn's, or in a file of users' what could be one.
    private func undeclared(in content: Secret, of fragment: Fragment) -> [FragmentEntry] {
        switch fragment.kind {
        case .compose(let entries): CarriedCompose(content, except: entries, environment).entries
        case .dotenv(let entries): CarriedDotenv(content, except: entries).entries
        case .secret, .template: []
        }
    }

    /// Why the file could not be written, whatever keys are still to be issued.
    private func problem(of fragment: Fragment, keys: [CurrentKey?], content: Secret?) -> Diagnostic? {
        do throws(Diagnostic) {
            try checkAlphabet(of: fragment, keys)
            if case .dotenv(let entries) = fragment.kind, let content {
                _ = try DotenvEditor(content, entries, path: place(of: fragment), address: environment.name)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Whether a file that is as it should be can hold keys besides those that are delivered to it: one in another
    /// variable of a file that users own, or one that someone wrote into a template.
    private func mayHoldMore(_ fragment: Fragment, _ content: Secret) -> Bool {
        switch fragment.kind {
        case .compose, .secret: false
        case .dotenv: !DotenvFile.isOurs(content)
        case .template: true
        }
    }
}

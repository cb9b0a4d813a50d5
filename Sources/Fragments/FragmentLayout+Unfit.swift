package import Model

extension FragmentLayout {
    /// What is found of some identities' entries, whatever form their keys have; those that hold their key are left out.
    ///
    /// Of the fragment's other identities nothing is said.
    package func findings(of keys: [Int: CurrentKey], in fragment: Fragment, _ content: Secret)
        -> [Int: FragmentFinding]
    {
        let wanted = fragment.identities.filter { keys[$0] != nil }
        guard !wanted.isEmpty else { return [:] }
        let judge = EntryJudge(fragment, environment, content, tokens: Set(KeyScanner.fingerprints(in: content)))
        var findings: [Int: FragmentFinding] = [:]
        for identity in wanted { findings[identity] = keys[identity].flatMap { judge.finding(for: identity, $0) } }
        return findings
    }
}

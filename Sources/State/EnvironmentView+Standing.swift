internal import Fragments
internal import Model

extension EnvironmentView {
    /// Whether a fragment holds an identity's current key: what status, metrics and verify go by.
    ///
    /// `fragment` is its place in the layout. Without a current key nothing is held.
    package func standing(of identity: Int, in fragment: Int) -> FragmentStanding {
        let path = observed.layout.fragments[fragment].path
        switch observed.folder.files[path] {
        case .unknown?: return .unknown(observed.folder.unread[path])
        case .missing?, nil: return .lacks(.file)
        case .obstacle?, .file?: break
        }
        let inspection = inspections[fragment]
        if let problem = inspection.problem { return .lacks(.readable(problem)) }
        guard keys.states[identity].current != nil else { return .lacks(.entry) }
        let standing = FragmentStanding(
            unfit[fragment]?[identity] ?? inspection.finding(of: identity),
            in: observed.layout.fragments[fragment]
        )
        if case .holds = standing, [.space, .bareCarriageReturn].contains(inspection.padding(of: identity)) {
            return .lacks(.bareValue)
        }
        return standing
    }

    static func unfit(
        in observed: ObservedEnvironment,
        _ keys: KeyStates,
        _ material: KeyMaterial,
        _ judged: [CurrentKey?]
    ) -> [Int: [Int: FragmentFinding]] {
        var unfit: [Int: CurrentKey] = [:]
        for (place, identity) in observed.environment.identities.enumerated()
        where judged[place] == nil && !identity.isAbsent {
            unfit[place] = keys.states[place].current.flatMap(material.key)
        }
        guard !unfit.isEmpty else { return [:] }
        var found: [Int: [Int: FragmentFinding]] = [:]
        for (place, fragment) in observed.layout.fragments.enumerated() {
            guard case .file(let content, _)? = observed.folder.files[fragment.path] else { continue }
            let findings = observed.layout.findings(of: unfit, in: fragment, content)
            if !findings.isEmpty { found[place] = findings }
        }
        return found
    }
}

internal import Fragments
internal import Model
internal import State

/// What is declared reaches an environment after the one before it.
enum PromoteThrough: PolicyRule {
    static let name = "promote-through"
    static let kind = RuleValue.Kind.environments
    static let stages: [PolicyStage] = [.plan]
    static let title = "A changed declaration is applied to these environments one after the other"
    static let explanation = """
        A change that follows from an identity's declaration (a first key, a delivery, another format, `state: absent`) is \
        refused until the previous declared environment in the list has the same declaration and no such change pending. \
        The comparison covers the key's format, the deliveries with their templates, and the state; owners, names of keys, \
        rotation, hooks, output and database may differ. Keyturn stores nothing: it reads the previous environment in the \
        same run. The rule never refuses retirements, revocations, repairs that continue a rotation, and replacements of \
        shared or expired keys. It refuses a rotation only if that would apply such a change as well, and not if the key \
        expires soon and the run is unattended.
        """
    static let fix = "apply the change to the environment before first, then again here"
    static let example = "promote-through: [dev, staging, prod]"

    static func judge(_ scene: PlannedScene) -> [Objection] {
        let order = scene.value.environments
        guard let index = order.firstIndex(of: scene.view.name),
            let before = order[..<index].last(where: { name in scene.all.contains { $0.name == name } })
        else { return [] }
        let changed = declaredChanges(in: scene)
        guard !changed.isEmpty else { return [] }
        let earlier = Earlier(before, of: scene)
        return changed.compactMap { judge($0, earlier, in: scene) }
    }

    /// The identities about which the run would change anything because of what is declared.
    ///
    /// An unattended run leaves such changes, but a rotation that it makes would carry them.
    private static func declaredChanges(in scene: PlannedScene) -> [PlannedIdentity] {
        let findings = scene.view.findings
        return zip(scene.identities, findings).filter { $0.hasDeclaredChange(scene, $1) }.map(\.0)
    }

    private static func judge(_ identity: PlannedIdentity, _ earlier: Earlier, in scene: PlannedScene) -> Objection? {
        let name = identity.identity.name
        let own = DeclarationDigest.of(identity.identity)
        let words: String
        switch earlier.state(of: name) {
        case .declared(let digest, _) where digest != own:
            words = "\(earlier.name) declares something else: \(digest), here \(own)"
        case .declared(_, hasConverged: true): return nil
        case .declared(_, hasConverged: false):
            words = "\(earlier.name) has not converged on this declaration (\(own)) yet"
        case .notDeclared: words = "\(earlier.name) does not declare it (here \(own))"
        case .unknown(let reason): words = "\(earlier.name) could not be read: \(reason)"
        }
        return scene.objection(
            identity,
            "its declaration must reach \(earlier.name) first",
            detail: words + ".",
            fix: "declare it in \(earlier.name) too, run keyturn apply -e \(earlier.name), then again"
        )
    }

    /// The environment that a declaration must have reached before.
    private struct Earlier {
        enum State {
            case declared(Fingerprint, hasConverged: Bool)
            case notDeclared
            case unknown(String)
        }

        let name: String
        private let unknown: String?
        private let identities: [String: Identity]
        private let pending: Set<String>

        init(_ name: String, of scene: PlannedScene) {
            self.name = name
            let declared = scene.all.first { $0.name == name }?.identities ?? []
            identities = Dictionary(declared.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            guard let other = scene.other(name) else {
                unknown = "see the section `Not checked for shared keys`"
                pending = []
                return
            }
            unknown = other.plan.isRefused ? "it has errors" : nil
            pending = Set(declaredChanges(in: other).map(\.identity.name))
        }

        func state(of identity: String) -> State {
            guard let declared = identities[identity] else { return .notDeclared }
            if let unknown { return .unknown(unknown) }
            return .declared(DeclarationDigest.of(declared), hasConverged: !pending.contains(identity))
        }
    }
}

extension PlannedIdentity {
    /// Whether the run would change anything about it because of what is declared.
    fileprivate func hasDeclaredChange(_ scene: PlannedScene, _ findings: [EnvironmentView.Finding]) -> Bool {
        changes.contains { change in
            switch change.action {
            case .issue: !state.ranOut
            case .adopt: true
            case .deliver: !Unattended.continuesRotation(change, state, scene.revoked, asOf: scene.now)
            case .replace: change.reasons.contains(where: \.isFormat)
            case .remove: change.reasons.contains(.absent)
            // The new key is made and delivered as is declared now.
            case .rotate:
                change.reasons.contains(where: \.isFormat) || findings.contains { $0.finding.differsFromDeclaration }
            case .retire, .revoke: false
            }
        }
    }
}

extension FragmentFinding {
    /// Whether the file is not as it is declared, besides the key in it.
    fileprivate var differsFromDeclaration: Bool {
        switch self {
        case .fileMissing, .entryMissing, .publicPart, .altered, .attributes, .surplus: true
        case .holdsOther: false
        }
    }
}

extension Reason {
    fileprivate var isFormat: Bool {
        switch self {
        case .wrongFormat, .withoutPublicID: true
        default: false
        }
    }
}

internal import Diagnostics
package import Model

/// One rule of `_policy.yaml`: what it is called, what it can be set to, and what it objects to.
///
/// One file each, in `Rules/`. A rule implements the narrowest of the functions that suffices: for an identity, for an
/// environment, or for all environments at once. All are pure.
package protocol PolicyRule: SendableMetatype {
    /// As `_policy.yaml` writes it; its findings' code, which is not renamed once it was released.
    static var name: String { get }

    static var kind: RuleValue.Kind { get }

    /// What it looks at, in this order; at least one.
    static var stages: [PolicyStage] { get }

    /// What it asks for, in one line without a full stop.
    static var title: String { get }

    /// Why, and exactly what is judged: a few sentences for the reference.
    static var explanation: String { get }

    /// What to do about a finding, in the imperative.
    static var fix: String { get }

    /// A line of `rules:`.
    static var example: String { get }

    /// Judges what an identity declares; nil if there is nothing to object to.
    ///
    /// Not asked about absent identities.
    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection?

    static func judge(_ scene: DeclaredScene) -> [Objection]

    /// Judges what several environments declare together: one scene for each for which the rule is set.
    static func judge(_ scenes: [DeclaredScene]) -> [Objection]

    /// Judges what was found of an identity and what would be done about it.
    ///
    /// Not asked about absent identities.
    static func judge(_ identity: PlannedIdentity, in scene: PlannedScene) -> Objection?

    static func judge(_ scene: PlannedScene) -> [Objection]
}

/// What a rule looks at.
package enum PolicyStage: String, Sendable, CaseIterable {
    /// What the files declare: judged by `validate` too.
    case declarations
    /// What a run would do.
    case plan
    /// What was found in stores, folders and connections.
    case observation
}

extension PolicyRule {
    static func judge(_ identity: Identity, in scene: DeclaredScene) -> Objection? { nil }

    static func judge(_ scene: DeclaredScene) -> [Objection] {
        scene.environment.identities.compactMap { $0.isAbsent ? nil : judge($0, in: scene) }
    }

    static func judge(_ scenes: [DeclaredScene]) -> [Objection] { scenes.flatMap { judge($0) } }

    static func judge(_ identity: PlannedIdentity, in scene: PlannedScene) -> Objection? { nil }

    static func judge(_ scene: PlannedScene) -> [Objection] {
        scene.identities.compactMap { $0.identity.isAbsent ? nil : judge($0, in: scene) }
    }

    static var looksAtPlan: Bool { stages.contains { $0 != .declarations } }
}

/// What a rule objects to.
package struct Objection: Hashable, Sendable {
    let address: Address

    /// One line, without a full stop.
    let summary: String
    let detail: String?

    /// Nil for what the rule always says.
    let fix: String?

    /// What to point at.
    let location: SourceLocation

    init(_ address: Address, _ summary: String, detail: String? = nil, fix: String? = nil, at location: SourceLocation)
    {
        self.address = address
        self.summary = summary
        self.detail = detail
        self.fix = fix
        self.location = location
    }
}

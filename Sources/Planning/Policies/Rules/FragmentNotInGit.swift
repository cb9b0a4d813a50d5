internal import Diagnostics
internal import Model
internal import State

/// No fragment is in the reach of a commit.
enum FragmentNotInGit: PolicyRule {
    static let name = "fragment-not-in-git"
    static let kind = RuleValue.Kind.flag
    static let stages: [PolicyStage] = [.observation]
    static let title = "Git ignores every fragment"
    static let explanation = """
        If a git repository does not ignore a fragment in it, the next careless `git add` commits the fragment with its key. \
        Without the rule that is a warning. Output folders outside git repositories satisfy the rule. It is violated where \
        git cannot answer (not installed, a repository of another user).
        """
    static let fix =
        "add the fragments to .gitignore; remove committed ones with `git rm --cached`; let git read the repository"
    static let example = "fragment-not-in-git: { severity: error }"

    static func judge(_ scene: PlannedScene) -> [Objection] {
        guard let tracked = scene.tracked else { return [] }
        return [
            Objection(
                Address(scene.view.name),
                tracked.summary,
                detail: tracked.detail,
                fix: tracked.fix,
                at: tracked.location ?? scene.environment.outputLocation
            )
        ]
    }
}

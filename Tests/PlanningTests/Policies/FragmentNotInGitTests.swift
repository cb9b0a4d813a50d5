import Diagnostics
import Model
import Testing

@testable import Planning

@Suite struct FragmentNotInGitTests {
    /// As git is reported; any code does.
    private let tracked = Diagnostic(
        .warning,
        PlanningCode.ownerDiffers,
        "git does not ignore 1 fragment",
        fix: "ignore it",
        address: "prod"
    )
    private let scene = Scene(rows: [row(1, created: -1 * day)], delivered: key(1))

    @Test func `without the rule it is a warning`() {
        let plan = plan([scene], under: Policy(), tracked: [tracked])
        #expect(plan.diagnostics == [tracked])
    }

    @Test func `with the rule it is a finding, told once`() {
        let plan = plan([scene], under: policy(FragmentNotInGit.self, .flag(true)), tracked: [tracked])
        #expect(plan.diagnostics.map(\.code) == ["fragment-not-in-git"])
        #expect(plan.diagnostics.map(\.severity) == [.error])
        #expect(plan.diagnostics.map(\.fix) == ["ignore it"])
    }
}

import Diagnostics
import Model
import Rendering
import Testing
import Verification

/// Where many identities pass, the ones that do not must be found.
@Suite("Checklists as text") struct ChecklistTextTests {
    private static func list(_ name: String, _ verdicts: [CheckResult.Verdict] = [.pass, .skipped]) -> Checklist {
        Checklist(
            address: Address("dev", name),
            results: zip([CheckCode.storeRow, .consumerKey], verdicts).map { CheckResult($0, $1, "seen") }
        )
    }

    private static func text(_ lists: [Checklist], _ detail: ChecklistText.Detail = .folded) -> String {
        ChecklistText(style: .plain).render(lists, detail)
    }

    private static let passing = (1...6).map { list("s\($0)") }

    @Test("six that pass are one line, and the one that fails is whole")
    func folds() {
        let text = Self.text(Self.passing + [Self.list("bad", [.fail, .skipped])])
        #expect(
            text == """
                dev/bad
                  fail     store-row     seen
                  skipped  consumer-key  seen

                dev, 6 identities
                  pass     6 checks, 6 skipped (--all lists them)

                6 passed, 1 failed, 0 warnings, 7 skipped.

                """
        )
    }

    @Test("five are listed; a warning is never folded; --all lists everything, -q what failed")
    func lists() {
        #expect(Self.text(Array(Self.passing.prefix(5))).contains("dev/s5\n"))
        let warned = Self.text(Self.passing + [Self.list("odd", [.warn, .skipped])])
        #expect(warned.contains("dev/odd\n  warn     store-row     seen\n"))
        #expect(Self.text(Self.passing, .all).contains("dev/s6\n  pass     store-row     seen\n"))
        #expect(Self.text(Self.passing, .failures) == "6 passed, 0 failed, 0 warnings, 6 skipped.\n")
    }

    @Test("environments are folded apart, and an environment's own checks are not identities")
    func apart() {
        let prod = (1...6).map {
            Checklist(address: Address("prod", "s\($0)"), results: [CheckResult(.storeRow, .pass, "seen")])
        }
        let server = Checklist(address: Address("prod"), results: [CheckResult(.storeRow, .pass, "seen")])
        let text = Self.text(Self.passing + prod + [server])
        #expect(text.contains("dev, 6 identities\n") && text.contains("prod, 6 identities\n"))
        #expect(text.contains("\nprod\n  pass     store-row  seen\n"))
    }
}

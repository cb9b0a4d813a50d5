import Diagnostics
import Model
import Testing

@testable import Planning
@testable import Rendering

@Suite struct PlanMarkdownTests {
    @Test func `one open table has all changes, production is marked, and the last line applies the plan`() {
        let approval = PlanApproval(path: "review.plan", digest: String(repeating: "0", count: 64), holdsUntil: now)
        let text = PlanMarkdown.render(plan([replacement]), approval: approval)
        #expect(
            text == """
                ## Keyturn: 1 change

                Plan: 1 to replace. 1 environment, 1,042 identities.

                | environment | action | identity | why | consumers |
                | --- | --- | --- | --- | --- |
                | ⚠️ **prod** | `! replace` | backend `cba06b5736fa → new` | shared with dev/backend, dev:backend.env, \
                staging (a key of another owner); wrong format, expected mcp\\_ and 64 hex digits. cba06b5736fa stays valid \
                until 2026-11-25 15:40 UTC, in 2 d | `backend.env`, `compose.keyturn.yaml` |

                **Apply it** (valid until 2026-11-23 15:40 UTC; digest `\(approval.digest)`):

                ```sh
                keyturn apply review.plan --approve \(approval.digest)
                ```

                """
        )
    }

    @Test(arguments: [
        ("my plan", "'my plan'"), ("$(id)", "'$(id)'"), ("it's", #"'it'\''s'"#), ("a/b_c-1.plan", "a/b_c-1.plan"),
        ("", "''"),
    ]) func `a path that a shell would read otherwise is quoted`(_ path: String, _ word: String) {
        let approval = PlanApproval(path: path, digest: "0", holdsUntil: nil)
        #expect(approval.command == "keyturn apply \(word) --approve 0")
    }

    @Test func `how a plan is applied is reported in the least room, too`() {
        let approval = PlanApproval(path: "p", digest: String(repeating: "0", count: 64), holdsUntil: nil)
        let text = PlanMarkdown.render(
            plan(Array(repeating: replacement, count: 500)),
            maxBytes: 1_000,
            approval: approval
        )
        #expect(text.utf8.count <= 1_000 && text.contains(approval.command), "\(text)")
    }

    @Test func `a plan without changes says so`() {
        #expect(
            PlanMarkdown.render(plan([])) == "## Keyturn: no changes\n\nNo changes. 1 environment, 1,042 identities.\n"
        )
    }

    @Test func `nothing in a name becomes markup, a link or a mention`() {
        #expect(
            MarkdownText.inline("-a|b<img>[x](y) @team *c*\nd") == #"\-a\|b&lt;img>\[x\](y) @\#u{200B}team \*c\*␊d"#
        )
        #expect(MarkdownText.code("a`b|c") == #"``a`b\|c``"#)
        #expect(MarkdownText.block(["```", "x"], language: "diff") == "````diff\n```\nx\n````\n")
    }

    @Test(arguments: [1_000, 2_000, 5_000, 20_000, 60_000])
    func `what does not fit is counted, and nothing is broken`(_ bytes: Int) throws {
        let changes = (0..<2_000).map { number in
            Change(
                action: .issue,
                address: Address("prod", "service-\(number)"),
                reasons: [.noLiveKey(dead: 0)],
                location: location
            )
        }
        let text = PlanMarkdown.render(plan(changes), maxBytes: bytes)
        #expect(text.utf8.count <= bytes)
        #expect(text.hasPrefix("## Keyturn: 2,000 changes\n"))
        let rows = text.split(separator: "\n").count { $0.hasPrefix("| ⚠️ **prod**") }
        let left = try #require(text.split(separator: "\n").first { $0.hasPrefix("and ") })
        #expect(left == "and \(grouped(2_000 - rows)) more changes")
        // As many as fit.
        #expect(text.utf8.count > bytes - 200)
    }
}

import Diagnostics
import Model
import Testing

@testable import Planning
@testable import Rendering

@Suite struct PlanMarkdownTests {
    @Test func `the summary comes first and the details are folded`() {
        let text = PlanMarkdown.render(plan([replacement]))
        #expect(
            text == """
                ## Keyturn: 1 change

                Plan: 1 to replace. 1 environment, 1,042 identities.

                <details><summary>prod: 1 change</summary>

                | | address | key | why |
                | --- | --- | --- | --- |
                | `! replace` | prod/backend | `cba06b5736fa → new` | shared with dev/backend, dev:backend.env, staging \
                (a key of another owner); wrong format, expected mcp\\_ and 64 hex digits. after delivery, cba06b5736fa \
                works until 2026-11-25 15:40 UTC, in 2 d |

                </details>

                """
        )
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
        let opened = text.split(separator: "<details>").count
        #expect(opened == text.split(separator: "</details>").count)
        let rows = text.split(separator: "\n").count { $0.hasPrefix("| `") }
        let left = try #require(text.split(separator: "\n").first { $0.hasPrefix("and ") })
        #expect(left == "and \(grouped(2_000 - rows)) more changes")
        // As many as fit.
        #expect(text.utf8.count > bytes - 200)
    }
}

import Diagnostics
import Fragments
import Model
import State
import Testing

@testable import Planning
@testable import Rendering

let now = Instant(secondsSince1970: 1_795_448_400)  // 2026-11-23 15:40 UTC
let location = SourceLocation(file: "environments/prod.yaml", line: 3, column: 5)

/// A fingerprint of something that is no key.
func fingerprint(_ text: String) -> Fingerprint { Fingerprint(of: Secret(text: text)).drawn }

func plan(
    _ changes: [Change],
    refused: Bool = false,
    ending: [EndingKey] = [],
    unmanaged: [UnmanagedKey] = [],
    notCompared: [NotCompared] = [],
    next: NextRotation? = nil
) -> Plan {
    Plan(
        now: now,
        environments: [
            EnvironmentPlan(
                name: "prod",
                identityCount: 1_042,
                changes: changes,
                isRefused: refused,
                unmanaged: unmanaged,
                nextRotation: next
            )
        ],
        notCompared: notCompared,
        ending: ending,
        diagnostics: []
    )
}

let replacement = Change(
    action: .replace,
    address: Address("prod", "backend"),
    reasons: [
        .shared(with: [
            Place(environment: "dev", kind: .identity("backend")),
            Place(environment: "dev", kind: .file("backend.env")),
            Place(environment: "staging", kind: .otherOwner),
        ]), .wrongFormat(KeyFormat(prefix: "mcp_", bytes: 32, encoding: .hex)),
    ],
    from: fingerprint("old"),
    ends: now + .seconds(48 * 3_600),
    files: [FileChange(path: "backend.env"), FileChange(path: "compose.keyturn.yaml")],
    location: location
)

@Suite struct PlanTextTests {
    @Test func `a dangerous change tells action, address, keys, reasons, expiry and files within 100 columns`() {
        let text = PlanText(style: .plain).render(plan([replacement]))
        #expect(
            text == """
                Review these: keys that are replaced, revoked, removed or may be in use
                  ! replace  prod/backend  cba06b5736fa → new  shared with dev/backend, dev:backend.env, staging (a
                                                               key of another owner); wrong format, expected mcp_
                                                               and 64 hex digits
                             cba06b5736fa stays valid until 2026-11-25 15:40 UTC, in 2 d; last use unknown
                             writes backend.env, compose.keyturn.yaml

                Plan: 1 to replace. 1 environment, 1,042 identities.

                """
        )
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    private func change(_ action: Action, _ name: String, used: Duration? = nil) -> Change {
        Change(
            action: action,
            address: Address("prod", name),
            reasons: [action == .adopt ? .undelivered : .superseded(by: fingerprint("new"))],
            from: action == .adopt ? nil : fingerprint(name),
            fromLastUsedAt: used.map { now - $0 },
            to: action == .adopt ? fingerprint(name) : nil,
            ends: action == .adopt ? nil : now + .seconds(3_600),
            files: action == .adopt ? [FileChange(path: "backend.env", finding: .fileMissing)] : [],
            location: location
        )
    }

    @Test func `alike changes are folded, and a key in use that ends stands by itself at the end`() {
        let changes =
            (1...50).map { change(.adopt, "svc\($0)") } + [
                change(.retire, "b", used: .seconds(60)), change(.retire, "a"),
            ]
            + [change(.retire, "old", used: .seconds(90 * 86_400))]
        let text = PlanText(style: .plain).render(plan(changes))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0] == "prod")
        #expect(lines.contains { $0.hasPrefix("  = 50 × adopt prod/svc1 … svc50") }, "\(text)")
        let block = lines.firstIndex { $0.hasPrefix("Review these") } ?? 0
        // Last used three months ago: it ends, and no one has to look at it.
        #expect(lines[..<block].contains { $0.contains("prod/old") })
        #expect(lines[block...].filter { $0.contains("- retire") }.map { $0.contains("prod/b") } == [false, true])
        #expect(
            PlanQuestion.text(for: plan(changes))
                == "Apply? 1 key that is in use will end. 1 key whose last use is unknown will end."
        )
        let all = PlanText(style: .plain, detail: PlanDetail(showsAll: true)).render(plan(changes))
        #expect(all.split(separator: "\n").count { $0.contains("= adopt") } == 50)
        #expect(
            PlanText(style: .plain, detail: PlanDetail(isQuiet: true)).render(plan(changes)).split(separator: "\n")
                .count == 1
        )
    }

    @Test(arguments: [
        (["svc10", "svc2", "svc1"], ["svc1", "svc2", "svc10"]), (["b", "a10b", "a9"], ["a9", "a10b", "b"]),
        (["a-02", "a-2", "a-1"], ["a-1", "a-02", "a-2"]), (["10", "9", "x"], ["9", "10", "x"]),
        (["b", "a", "A"], ["A", "a", "b"]), (["a1", "a-", "a"], ["a", "a-", "a1"]),
    ]) func `names are sorted as people do`(_ names: [String], _ sorted: [String]) {
        #expect(names.sorted { NaturalOrder($0) < NaturalOrder($1) } == sorted)
    }

    @Test(arguments: [80, 100, 120, 200]) func `the words are the same at any width, and lines fit`(_ width: Int) {
        let plan = plan([change(.adopt, "svc1"), replacement, change(.retire, "b", used: .seconds(60))])
        let wide = PlanText(style: .plain.within(2_000)).render(plan)
        let text = PlanText(style: .plain.within(width)).render(plan)
        #expect(text.split(whereSeparator: \.isWhitespace) == wide.split(whereSeparator: \.isWhitespace))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
    }

    @Test func `colour changes nothing but colour`() {
        let plain = PlanText(style: .plain).render(plan([replacement]))
        var coloured = PlanText(style: .colour).render(plan([replacement]))
        #expect(coloured != plain)
        for code in ["0", "1", "2", "1;31", "32", "1;33", "34", "1;36"] {
            coloured = coloured.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
        }
        #expect(coloured == plain)
    }

    @Test func `without changes one line says so, and when the next rotation comes`() {
        let next = NextRotation(address: Address("prod", "backend"), at: now + .seconds(6 * 86_400))
        #expect(
            PlanText(style: .plain).render(plan([], next: next))
                == "No changes. 1 environment, 1,042 identities, next rotation prod/backend in 6 d.\n"
        )
    }

    @Test func `what is only noticed stands between the changes and the summary`() {
        let text = PlanText(style: .plain).render(
            plan(
                [],
                ending: [
                    EndingKey(
                        address: Address("prod", "backend"),
                        fingerprint: fingerprint("old"),
                        ends: now + .seconds(172_799)
                    )
                ],
                notCompared: [NotCompared(environment: "dev", reason: "the database cannot be reached")]
            )
        )
        #expect(
            text == """
                Shared keys still valid until their overlap ends:
                  prod/backend cba06b5736fa until 2026-11-25 15:39 UTC, in 2 d

                Not checked for shared keys:
                  dev: the database cannot be reached

                No changes. 1 environment, 1,042 identities.

                """
        )
    }

    @Test func `a refused environment is named as such`() {
        let text = PlanText(style: .plain).render(plan([], refused: true))
        #expect(text.hasPrefix("prod  refused: see the errors\n"))
        #expect(text.hasSuffix("Nothing can be done in 1 environment.\n"))
    }

    @Test func `names from databases cannot steer the terminal`() {
        let key = UnmanagedKey(
            environment: "prod",
            owner: OwnerID("00000000-0000-0000-0000-000000000000") ?? { preconditionFailure("no UUID") }(),
            name: "\u{1B}[31mred\nline",
            fingerprint: fingerprint("x"),
            createdAt: nil,
            ends: nil,
            lastUsedAt: nil
        )
        let text = PlanText(style: .plain).render(plan([], unmanaged: [key]))
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("red"))
        #expect(text.split(separator: "\n").count == 3)
    }
}

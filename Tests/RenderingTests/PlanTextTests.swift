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
    @Test func `a change tells action, address, keys, reasons, end and files within 100 columns`() {
        let text = PlanText(style: .plain).render(plan([replacement]))
        #expect(
            text == """
                prod
                  ! replace  prod/backend cba06b5736fa → new, shared with dev/backend, dev:backend.env, staging (a
                             key of another owner); wrong format, expected mcp_ and 64 hex digits
                             after delivery, cba06b5736fa works until 2026-11-25 15:40 UTC, in 2 d
                             writes backend.env, compose.keyturn.yaml

                Plan: 1 to replace. 1 environment, 1,042 identities.

                """
        )
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
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
                Ending: shared keys that were replaced and work until their overlap is over
                  prod/backend cba06b5736fa until 2026-11-25 15:39 UTC, in 2 d

                Not compared: a key may be shared with these without being seen
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

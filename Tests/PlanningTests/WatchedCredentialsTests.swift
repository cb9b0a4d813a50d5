import Diagnostics
import Fragments
import Model
import State
import Testing

@testable import Planning

@Suite struct WatchedCredentialsTests {
    private func location(_ environment: String, _ line: Int = 20) -> Diagnostics.SourceLocation {
        Diagnostics.SourceLocation(file: "environments/\(environment).yaml", line: line, column: 5)
    }

    private func token(
        _ seed: UInt8,
        in environment: String,
        _ labels: [String] = ["Jira", "jira"],
        age: Duration? = day,
        maxAge: Duration? = nil
    ) -> WatchedCredential {
        WatchedCredential(
            source: .column(table: "t", column: "api_token", labels: labels),
            fingerprint: fingerprint(seed),
            since: age.map { now - $0 },
            maxAge: maxAge,
            location: location(environment)
        )
    }

    /// An environment in which nothing is to be done.
    private func scene(_ name: String, _ seed: UInt8, _ watched: WatchedCredential...) -> Scene {
        Scene(name: name, rows: [row(seed, created: -1 * day)], delivered: key(seed), watched: watched)
    }

    private func told(_ plan: Plan) -> [String] {
        plan.diagnostics.map { "\($0.severity) \($0.code) \($0.address ?? "")" }
    }

    @Test func `a credential that two environments watch is reported in each, with every place`() {
        let plan = plan(scene("dev", 1, token(9, in: "dev")), scene("prod", 2, token(9, in: "prod", ["Live"])))
        #expect(told(plan) == ["warning shared-credential dev", "warning shared-credential prod"])
        #expect(plan.isEmpty && plan.environments.allSatisfy { !$0.isRefused })
        let warning = plan.diagnostics[0]
        #expect(warning.summary == "credential dev:t.api_token (Jira, jira) is also known in prod")
        #expect(warning.detail == "It is in dev:t.api_token (Jira, jira); and in prod:t.api_token (Live).")
        #expect(warning.fix?.contains("replace it in dev:t.api_token (Jira, jira)") == true)
        #expect(warning.location == location("dev"))
        #expect(plan.watched.map(\.environment) == ["dev", "prod"])
        #expect(plan.watched[0].shared?.places.map(\.description) == ["prod:t.api_token (Live)"])
        #expect(plan.watched[0].isTooOld == nil)
    }

    @Test func `two rows of one environment with one credential are not shared`() {
        let plan = plan(
            scene("dev", 1, token(9, in: "dev"), token(9, in: "dev", ["Other"])),
            scene("prod", 2, token(8, in: "prod"))
        )
        #expect(plan.diagnostics == [])
        #expect(plan.watched.allSatisfy { $0.shared == nil })
    }

    @Test
    func `a credential that is in another environment's fragment is reported where it is watched, and where not`() {
        var prod = Scene(name: "prod", rows: [row(2, created: -1 * day)])
        let pasted = "PM_MCP_API_KEY=\(text(key(2)))\nJIRA=\(text(key(9)))\n"
        prod.file = .file(Secret(text: pasted), attributesMatch: true)
        let plan = plan(scene("dev", 1, token(9, in: "dev")), prod)
        #expect(told(plan) == ["warning shared-credential dev", "warning shared-credential prod"])
        #expect(plan.diagnostics[0].detail?.hasSuffix("and in prod:backend.env.") == true)
        #expect(plan.diagnostics[1].detail == "It is in prod:backend.env; and in dev:t.api_token (Jira, jira).")
    }

    @Test func `a credential that is a key without an identity elsewhere is reported`() {
        var prod = scene("prod", 2)
        prod.others = [StoreObservation.OtherKey(fingerprint: fingerprint(9), expiresAt: nil)]
        let plan = plan(scene("dev", 1, token(9, in: "dev")), prod)
        #expect(told(plan) == ["warning shared-credential dev", "warning shared-credential prod"])
        #expect(plan.isEmpty)
    }

    @Test func `a key of ours that is a credential elsewhere is replaced, and told of once`() {
        let scenes = (scene("dev", 1, token(2, in: "dev")), scene("prod", 2))
        let plan = plan(scenes.0, scenes.1)
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(plan.changes.first?.address == Address("prod", "backend"))
        #expect(told(plan) == ["warning shared-key-remains prod/backend"])
        #expect(plan.diagnostics.first?.summary.hasSuffix("stays in dev:t.api_token (Jira, jira)") == true)
        #expect(plan.watched.first?.shared?.places.map(\.description) == ["prod/backend", "prod:backend.env"])
        let other = PlanningTests.plan(scenes.0, comparedWith: [scenes.1])
        #expect(told(other) == ["warning shared-outside-selection dev"])
        // An unattended run names the replacement as left.
        let unattended = PlanningTests.plan(scenes.0, scenes.1, as: unattended)
        #expect(told(unattended) == [])
        #expect(unattended.left.map(\.action) == [.replace])
    }

    @Test func `a credential of an environment that was not chosen is reported in the chosen one alone`() {
        let plan = plan(scene("prod", 2, token(9, in: "prod")), comparedWith: [scene("dev", 1, token(9, in: "dev"))])
        #expect(told(plan) == ["warning shared-credential prod"])
        #expect(plan.watched.map(\.environment) == ["prod"])
    }

    @Test(
        arguments: [
            (180 * day, true, ["warning old-credential prod"]), (180 * day - .seconds(1), false, []),
            (-25 * hour, false, []), (-27 * hour, nil, ["note credential-age-unknown prod"]),
            (nil, nil, ["note credential-age-unknown prod"]),
        ] as [(Duration?, Bool?, [String])]
    )
    func `age is judged by the date that is named for it`(_ age: Duration?, _ isTooOld: Bool?, _ expected: [String]) {
        let plan = plan(scene("prod", 1, token(9, in: "prod", age: age, maxAge: 180 * day)))
        #expect(told(plan) == expected)
        #expect(plan.watched.map(\.isTooOld) == [isTooOld])
        #expect(plan.isEmpty)
    }

    @Test func `what is too old is reported with its age and place, the oldest first`() {
        let plan = plan(
            scene(
                "prod",
                1,
                token(8, in: "prod", ["New"], age: 200 * day + hour, maxAge: 180 * day),
                token(9, in: "prod", ["Old"], age: 300 * day, maxAge: 180 * day)
            )
        )
        #expect(
            plan.diagnostics.map(\.summary) == [
                "credential prod:t.api_token (Old) is 300 days old",
                "credential prod:t.api_token (New) is 200 days old",
            ]
        )
        #expect(plan.diagnostics[1].detail == "Declared is a `maxAge` of 180d.")
    }

    @Test func `many are reported in a few lines`() {
        let seeds = Array(UInt8(10)..<60)
        func scene(_ name: String, _ seed: UInt8) -> Scene {
            Scene(
                name: name,
                rows: [row(seed, created: -1 * day)],
                delivered: key(seed),
                watched: seeds.map { token($0, in: name, age: 9 * day, maxAge: day) }
                    + seeds.map { token($0 + 100, in: name, age: nil, maxAge: day) }
            )
        }
        let plan = plan(scene("dev", 1), comparedWith: [scene("prod", 2)])
        #expect(plan.diagnostics.filter { $0.code == "old-credential" }.count == 11)
        #expect(plan.diagnostics.filter { $0.code == "shared-credential" }.count == 11)
        #expect(plan.diagnostics.filter { $0.code == "credential-age-unknown" }.count == 1)
        #expect(plan.diagnostics.contains { $0.summary == "40 more credentials of dev are older than `maxAge`" })
        #expect(plan.watched.count == 100)
    }

    @Test func `what could not be read is reported, and keeps no key from being rotated`() {
        var prod = Scene(name: "prod", rows: [row(1, created: -60 * day)], delivered: key(1))
        prod.watchProblems = [WatchProblem("t", "the database has no such table", fix: "mend", at: location("prod"))]
        var dev = scene("dev", 2)
        dev.watchProblems = [WatchProblem(".env", "no such file", at: location("dev"))]
        let plan = plan(prod, comparedWith: [dev])
        #expect(plan.changes.map(\.action) == [.rotate])
        #expect(told(plan) == ["warning watch-not-compared prod"])
        #expect(plan.diagnostics.first?.location == location("prod"))
        #expect(
            plan.notCompared == [
                NotCompared(environment: "dev", what: ".env", reason: "no such file"),
                NotCompared(environment: "prod", what: "t", reason: "the database has no such table"),
            ]
        )
    }

    @Test func `a watched file in another environment's output is left out, or its key would be replaced forever`() {
        var dev = scene("dev", 1, token(2, in: "dev"))
        dev.watchedPaths = [location("dev"): "/deploy/prod/backend.env"]
        let views = WatchedOutputs.excluded(in: [dev.view, scene("prod", 2).view])
        let plan = Planner.plan(views, comparedWith: [], Situation(now: now))
        #expect(plan.isEmpty)
        #expect(told(plan) == ["warning watch-not-compared dev"])
        dev.watchedPaths = [location("dev"): "/deploy/product/backend.env"]
        #expect(WatchedOutputs.excluded(in: [dev.view, scene("prod", 2).view])[0].observed.watched.count == 1)
    }

    @Test func `a label shows no key, no credential and nothing that looks like one`() {
        let long = String(repeating: "long ", count: 40)
        let labels: [String] = [
            "Jira Cloud", text(key(2)), "for \(text(key(9)))!", "old \(text(key(77)))", "pw s3cret", "s3cret",
            long, "00000000-0000-0000-0000-000000000000",
        ]
        let short = WatchedCredential(
            source: .column(table: "u", column: "c", labels: []),
            fingerprint: Fingerprint(of: Secret(text: "s3cret")),
            location: location("prod")
        )
        let views = WatchedLabels.hidden(in: [
            scene("dev", 1, token(9, in: "dev", labels)).view, scene("prod", 2, short).view,
        ])
        let shown: [String] = [
            "Jira Cloud", "[\(fingerprint(2))]", "for ••••••••!", "old ••••••••",
            "pw ••••••••", "••••••••",
            long.prefix(59) + "…",
            "00000000-0000-0000-0000-000000000000",
        ]
        #expect(views[0].observed.watched[0].labels == shown)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a hundred thousand rows, and as many with one credential, are judged in one pass`() {
        func scene(_ name: String, _ seed: UInt8) -> Scene {
            Scene(
                name: name,
                rows: [row(seed, created: -1 * day)],
                delivered: key(seed),
                watched: (0..<100_000).map { token(9, in: name, ["Row \($0)"], age: 9 * day, maxAge: day) }
            )
        }
        let plan = plan(scene("dev", 1), scene("prod", 2))
        #expect(plan.watched.count == 200_000)
        #expect(plan.watched.first?.shared?.count == 100_000)
        #expect(plan.diagnostics.count == 2 * (11 + 1))
    }

    private func text(_ secret: Secret) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }
}

import Model
import State
import Testing

@testable import Planning
@testable import Verification

struct ConsumerChecksTests {
    let world = DeliveredWorld()
    let variable = ConsumerVariable("PM_MCP_API_KEY")

    /// What is said of one container `pm-backend-api` of service `api`, made so long after the delivery.
    func judge(
        _ value: HeldValue,
        of variable: ConsumerVariable? = nil,
        made: Duration? = .seconds(60),
        kind: ConsumerInstance.Kind = .container(service: "api"),
        others: [Fingerprint: Address] = [:]
    ) -> CheckResult? {
        let variable = variable ?? self.variable
        let instance = ConsumerInstance(
            kind: kind,
            name: "container pm-backend-api",
            since: made.map { DeliveredWorld.delivered + $0 },
            values: [variable: value]
        )
        let results = ConsumerChecks.judge(
            .running([instance]),
            of: .docker(container: "pm-backend-api"),
            world.subject([variable], others: others)
        )
        #expect(results.count == 1)
        return results.first
    }

    func held(_ key: Secret, _ dressing: HeldWord.Dressing? = nil) -> HeldValue {
        .word(HeldWord(Fingerprint(of: key), dressing: dressing))
    }

    @Test func `the current key passes, and is named by its fingerprint`() throws {
        let result = try #require(judge(held(world.current)))
        #expect(result.verdict == .pass)
        #expect(result.detail.contains("PM_MCP_API_KEY holds the current key \(Fingerprint(of: world.current))"))
        #expect(result.fix == nil)
    }

    @Test func `a public part is held against the current key's row, and never shown`() throws {
        let now = DeliveredWorld.now
        func row(_ secret: Secret, _ publicID: String, age: Duration) -> KeyRow {
            KeyRow(
                id: publicID,
                owner: world.owner.id,
                name: "Backend Service API Key",
                plaintext: secret,
                isActive: true,
                expiresAt: nil,
                createdAt: now - age,
                lastUsedAt: nil
            )
            .beside(publicID)
        }
        var keys = KeyState()
        keys.insert(row(world.current, "pk-of-the-current-key-of-all", age: .seconds(60)), now: now)
        keys.insert(row(world.old, "pk-of-the-old-key-of-them-all", age: .seconds(600)), now: now)
        let variable = ConsumerVariable("PUBLIC_KEY", part: .publicID)
        let subject = ConsumerSubject(consumers: [], variables: [variable], keys: keys, delivered: nil, now: now)
        func judge(_ text: String, _ dressing: HeldWord.Dressing? = nil) -> CheckResult? {
            let word = HeldWord(Fingerprint(of: Secret(text: text)), dressing: dressing)
            let instance = ConsumerInstance(
                kind: .process,
                name: "process 7",
                since: nil,
                values: [variable: .word(word)]
            )
            return ConsumerChecks.judge(.running([instance]), of: .docker(container: "x"), subject).first
        }
        let current = judge("pk-of-the-current-key-of-all")
        #expect(current?.verdict == .pass)
        #expect(current?.detail.hasSuffix("current key \(Fingerprint(of: world.current))") == true)
        #expect(judge("pk-of-the-current-key-of-all", .quotes)?.verdict == .fail)
        let old = try #require(judge("pk-of-the-old-key-of-them-all"))
        #expect(old.verdict == .fail && old.detail.contains("of the old key \(Fingerprint(of: world.old))"))
        let foreign = try #require(judge("pk-of-someone-else-altogether"))
        #expect(
            foreign.verdict == .fail && foreign.detail.hasSuffix("does not hold the public part of the current key")
        )
    }

    @Test func `the current key passes though the container was made before the fragment was last written`() throws {
        #expect(judge(held(world.current), made: .seconds(-600))?.verdict == .pass)
    }

    @Test func `an old key that still works is a warning with its end`() throws {
        let result = try #require(judge(held(world.old)))
        #expect(result.verdict == .warn)
        #expect(result.detail.contains("valid until \((DeliveredWorld.now + .seconds(7_200)).iso8601)"))
    }

    @Test func `a consumer with another spelling of a key is told which key it is`() throws {
        let spellings = KeySpellings(prefix: "mcp_")
        func bare(_ secret: Secret) -> Secret {
            secret.withBytes { Secret(UnsafeRawBufferPointer(rebasing: $0.dropFirst(4))) }
        }
        func row(_ secret: Secret, _ created: Duration, ends: Duration? = nil) -> KeyRow {
            KeyRow(
                id: Fingerprint(of: secret).description,
                owner: world.owner.id,
                name: "Backend Service API Key",
                plaintext: secret,
                isActive: true,
                expiresAt: ends.map { DeliveredWorld.now + $0 },
                createdAt: DeliveredWorld.now + created,
                lastUsedAt: nil,
                spellings: spellings
            )
        }
        var keys = KeyState()
        for row in [
            row(world.current, .seconds(-60)), row(world.old, .seconds(-600), ends: .seconds(7_200)),
            row(world.ended, .seconds(-900), ends: .seconds(-60)),
        ] { keys.insert(row, now: DeliveredWorld.now) }
        let subject = ConsumerSubject(
            consumers: [],
            variables: [variable],
            keys: keys,
            delivered: nil,
            now: DeliveredWorld.now
        )
        func standing(_ secret: Secret) -> KeyStanding { KeyStanding(Fingerprint(of: secret), in: subject) }
        #expect(standing(world.current) == .current)
        #expect(standing(bare(world.current)) == .currentInAnotherSpelling)
        #expect(standing(bare(world.old)) == .old(until: DeliveredWorld.now + .seconds(7_200)))
        #expect(standing(bare(world.ended)) == .ended)
        #expect(standing(bare(world.foreign)) == .foreign)
        let instance = ConsumerInstance(
            kind: .process,
            name: "process 7",
            since: nil,
            values: [variable: held(bare(world.current))]
        )
        let result = ConsumerChecks.judge(.running([instance]), of: .docker(container: "x"), subject).first
        #expect(result?.verdict == .warn)
        #expect(result?.detail.contains("the current key in another spelling") == true)
    }

    @Test func `an old key without an expiry is said to have none`() throws {
        var keys = KeyState()
        keys.insert(world.row(world.current, created: .seconds(-60)), now: DeliveredWorld.now)
        keys.insert(world.row(world.old, created: .seconds(-600)), now: DeliveredWorld.now)
        let instance = ConsumerInstance(
            kind: .process,
            name: "process 7",
            since: nil,
            values: [variable: held(world.old)]
        )
        let result = ConsumerChecks.judge(.running([instance]), of: .process(.id(7)), world.subject(keys: keys)).first
        #expect(result?.verdict == .warn)
        #expect(result?.detail.contains("still works and has no expiry yet") == true)
    }

    @Test func `a key that ended fails`() throws {
        let result = try #require(judge(held(world.ended)))
        #expect(result.verdict == .fail)
        #expect(result.detail.contains("has ended"))
    }

    @Test func `a container from before the delivery is to be recreated, since a restart is not enough`() throws {
        let result = try #require(judge(held(world.ended), made: .seconds(-60)))
        #expect(result.detail.contains("before the key was delivered at \(DeliveredWorld.delivered.iso8601)"))
        #expect(
            result.fix == "recreate it: docker compose up -d api (a restart keeps the old environment)"
        )
    }

    @Test func `a container without compose from before the delivery is to be run again`() throws {
        let result = try #require(judge(.missing, made: .seconds(-60), kind: .container(service: nil)))
        #expect(result.fix == "remove it and run it again (a restart keeps the old environment)")
    }

    @Test func `a unit from before the delivery is to be restarted`() throws {
        let result = try #require(judge(held(world.old), made: .seconds(-60), kind: .unit("backend.service")))
        #expect(result.detail.contains("it has been running since"))
        #expect(result.fix == "systemctl restart backend.service")
    }

    @Test(arguments: [Duration.milliseconds(-900), .zero, .seconds(60), nil])
    func `who holds another key and is not older than the delivery is reported where to look`(_ made: Duration?) throws
    {
        let result = try #require(judge(held(world.old), made: made))
        #expect(!result.detail.contains("before the key was delivered"))
        #expect(result.fix?.contains("whether compose reads compose.keyturn.yaml") == true)
    }

    @Test func `a key that no row has is no one's`() throws {
        let result = try #require(judge(held(world.foreign)))
        #expect(result.verdict == .fail)
        #expect(result.detail.contains("\(Fingerprint(of: world.foreign)), which is not a known key"))
    }

    @Test func `the key of another environment is reported by whose it is`() throws {
        let others = [Fingerprint(of: world.foreign): Address("dev", "backend")]
        let result = try #require(judge(held(world.foreign), others: others))
        #expect(result.verdict == .fail)
        #expect(result.detail.contains("of dev/backend"))
    }

    @Test(arguments: [(HeldValue.missing, "is not set"), (.empty, "is empty")])
    func `a variable without a value fails`(_ value: HeldValue, _ words: String) throws {
        let result = try #require(judge(value))
        #expect(result.verdict == .fail)
        #expect(result.detail == "container pm-backend-api: PM_MCP_API_KEY \(words)")
    }

    @Test(arguments: [(HeldWord.Dressing.space, "white space"), (.quotes, "quotes")])
    func `the current key with something around it fails`(_ dressing: HeldWord.Dressing, _ words: String) throws {
        let result = try #require(judge(held(world.current, dressing)))
        #expect(result.verdict == .fail)
        #expect(result.detail.contains("with \(words) around it"))
    }

    @Test func `a file that holds the current key passes where the consumer was started since`() throws {
        let path = ConsumerVariable("PM_MCP_API_KEY_FILE", holdsPath: true)
        let file = HeldValue.file(path: "/run/secrets/pm", .word(HeldWord(Fingerprint(of: world.current))))
        let result = try #require(judge(file, of: path))
        #expect(result.verdict == .pass)
        #expect(result.detail.contains("the file /run/secrets/pm of PM_MCP_API_KEY_FILE holds the current key"))
    }

    @Test func `a file that holds the current key is a warning where the consumer may have read another before`() throws
    {
        let path = ConsumerVariable("PM_MCP_API_KEY_FILE", holdsPath: true)
        let file = HeldValue.file(path: "/run/secrets/pm", .word(HeldWord(Fingerprint(of: world.current))))
        let result = try #require(judge(file, of: path, made: .seconds(-60)))
        #expect(result.verdict == .warn)
        #expect(result.detail.contains("it may have read another before"))
    }

    @Test(arguments: [
        (HeldFile.missing, CheckResult.Verdict.fail), (.empty, .fail), (.unreadable("Permission denied"), .unknown),
    ])
    func `a file that holds nothing`(_ file: HeldFile, _ verdict: CheckResult.Verdict) throws {
        let path = ConsumerVariable("PM_MCP_API_KEY_FILE", holdsPath: true)
        #expect(judge(.file(path: "/run/secrets/pm", file), of: path)?.verdict == verdict)
    }

    @Test func `a word where a path belongs is not shown`() throws {
        let path = ConsumerVariable("PM_MCP_API_KEY_FILE", holdsPath: true)
        let result = try #require(judge(held(world.current), of: path))
        #expect(result.verdict == .fail)
        #expect(result.detail.contains("holds a word with the fingerprint"))
        #expect(!shows(world.current, result))
    }

    @Test func `what does not run fails, and what cannot be looked at is not a pass`() {
        let consumer = Consumer.docker(container: "pm-backend-api")
        let gone = ConsumerChecks.judge(.notRunning("the engine does not know it"), of: consumer, world.subject())
        #expect(gone.map(\.verdict) == [.fail])
        #expect(gone.first?.detail == "container pm-backend-api: the engine does not know it")
        let unreadable = ConsumerChecks.judge(.unreadable("no socket", fix: "join"), of: consumer, world.subject())
        #expect(
            unreadable == [
                CheckResult(.consumerKey, .unknown, "container pm-backend-api: no socket", fix: "join")
            ]
        )
    }

    @Test func `without a live key nothing is compared`() {
        let results = ConsumerChecks.judge(.notRunning("gone"), of: .process(.id(1)), world.subject(keys: KeyState()))
        #expect(results.map(\.verdict) == [.skipped])
    }

    @Test func `a container of a known service is judged by what is delivered to that service alone`() {
        let variables = [
            ConsumerVariable("API_KEY", services: ["api"]), ConsumerVariable("WORKER_KEY", services: ["worker"]),
        ]
        let instance = ConsumerInstance(
            kind: .container(service: "api"),
            name: "container a",
            since: nil,
            values: [variables[0]: held(world.current), variables[1]: .missing]
        )
        let results = ConsumerChecks.judge(.running([instance]), of: .compose(service: "api"), world.subject(variables))
        #expect(results.map(\.verdict) == [.pass])
    }

    @Test func `of several variables a process without a service is judged by those that it has`() {
        let variables = [ConsumerVariable("API_KEY"), ConsumerVariable("WORKER_KEY")]
        func verdicts(_ first: HeldValue, _ second: HeldValue) -> [CheckResult.Verdict] {
            let instance = ConsumerInstance(
                kind: .process,
                name: "process 7",
                since: nil,
                values: [variables[0]: first, variables[1]: second]
            )
            return ConsumerChecks.judge(.running([instance]), of: .process(.id(7)), world.subject(variables))
                .map(\.verdict)
        }
        #expect(verdicts(held(world.current), .missing) == [.pass])
        #expect(verdicts(.missing, held(world.ended)) == [.fail])
        #expect(verdicts(.missing, .missing) == [.fail, .fail])
    }

    @Test func `every container of a service is judged`() {
        let instances = [world.current, world.ended].enumerated().map { index, key in
            ConsumerInstance(
                kind: .container(service: "api"),
                name: "container api-\(index)",
                since: nil,
                values: [variable: held(key)]
            )
        }
        let results = ConsumerChecks.judge(.running(instances), of: .compose(service: "api"), world.subject())
        #expect(results.map(\.verdict) == [.pass, .fail])
    }

    private func shows(_ secret: Secret, _ result: CheckResult) -> Bool {
        let text = secret.withBytes { String(decoding: $0, as: UTF8.self) }
        return result.detail.contains(text) || result.fix?.contains(text) == true
    }
}

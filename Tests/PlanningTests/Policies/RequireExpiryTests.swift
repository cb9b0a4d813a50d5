import Model
import Testing

@testable import Planning

@Suite struct RequireExpiryTests {
    @Test func `keys that are issued without an expiry are objected to`() {
        let with = environment("prod", identity(rotation: Rotation(expires: 90 * day)))
        #expect(found(RequireExpiry.self, .flag(true), in: with) == [])
        #expect(
            found(RequireExpiry.self, .flag(true), in: environment("prod", identity()))
                == ["prod/backend: its keys are issued without an expiry"]
        )
    }

    @Test func `a key table that cannot enforce one names the rule that is for it`() throws {
        let environment = environment("prod", identity(), in: try profile())
        let policy = policy(RequireExpiry.self, .flag(true))
        let found = PolicyJudge.declarations(policy, [environment], comparedWith: [], now: now).findings
        #expect(found.map { $0.fix?.contains("use `require-enforced-end`") } == [true], "\(found)")
    }

    @Test func `with a duration, longer lives are objected to`() {
        let environment = environment("prod", identity(rotation: Rotation(expires: 90 * day)))
        #expect(found(RequireExpiry.self, .duration(90 * day), in: environment) == [])
        #expect(
            found(RequireExpiry.self, .duration(89 * day), in: environment) == [
                "prod/backend: its keys are valid for 90d"
            ]
        )
    }

    @Test func `switched off it judges nothing`() {
        #expect(found(RequireExpiry.self, .flag(false), in: environment("prod", identity())) == [])
    }

    private let rotation = Rotation(every: 30 * day, overlap: day, expires: 90 * day)

    @Test func `a current key without an expiry must not stay`() {
        let policy = policy(RequireExpiry.self, .flag(true))
        let young = Scene(rotation: rotation, rows: [row(1, created: -1 * day)], delivered: key(1))
        #expect(plan([young], under: policy).objections == ["prod/backend: its key \(fingerprint(1)) never expires"])
        let due = Scene(rotation: rotation, rows: [row(1, created: -31 * day)], delivered: key(1))
        #expect(plan([due], under: policy).objections == [])
    }

    @Test func `a current key that lives for too long must not stay`() {
        let policy = policy(RequireExpiry.self, .duration(90 * day))
        let long = Scene(rotation: rotation, rows: [row(1, created: -1 * day, ends: 90 * day)], delivered: key(1))
        #expect(plan([long], under: policy).objections == ["prod/backend: its key \(fingerprint(1)) is valid for 91 d"])
        let exact = Scene(rotation: rotation, rows: [row(1, created: -1 * day, ends: 89 * day)], delivered: key(1))
        #expect(plan([exact], under: policy).objections == [])
    }
}

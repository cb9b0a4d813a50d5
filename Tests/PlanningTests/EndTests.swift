import Diagnostics
import Model
import Planning
import State
import Testing

/// When a replaced key is given its end, where a hook is run before that.
@Suite struct EndTests {
    private static func identity(_ hook: Hook?) -> Identity {
        Identity(
            name: "backend",
            owner: owner,
            key: DeclaredKey(name: keyName, format: format),
            rotation: Rotation(every: 30 * day, overlap: 48 * hour, expires: 33 * day),
            deliveries: [],
            onChange: hook,
            location: SourceLocation(file: "prod.yaml", line: 1, column: 1)
        )
    }

    private static let hook = Hook(arguments: ["true"], folder: "/")

    @Test func `an overlap from now, where that is earlier than its own end`() {
        let young = row(1, created: -30 * day, ends: 3 * day)
        #expect(Self.identity(nil).end(of: young, retiredAt: now) == now + 48 * hour)
        #expect(Self.identity(Self.hook).end(of: young, retiredAt: now) == now + 48 * hour)
    }

    @Test func `the end that it was born with counts as none where a hook has to be run`() {
        let old = row(1, created: -32 * day, ends: 1 * day)
        #expect(Self.identity(nil).end(of: old, retiredAt: now) == nil)
        let end = Self.identity(Self.hook).end(of: old, retiredAt: now)
        #expect(end == now + 1 * day - .seconds(2))
        let retired = row(1, created: -32 * day, ends: 1 * day - .seconds(2))
        #expect(Self.identity(Self.hook).end(of: retired, retiredAt: now) == nil)
    }
}

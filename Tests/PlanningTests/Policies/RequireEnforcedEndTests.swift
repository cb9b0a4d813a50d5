import Model
import Testing

@testable import Planning

@Suite struct RequireEnforcedEndTests {
    @Test func `a key table without an expiry in its rows is objected to`() throws {
        #expect(
            found(RequireEnforcedEnd.self, .flag(true), in: environment("prod", identity(), in: try profile()))
                == ["prod: nothing in the key table of `api` makes a key expire"]
        )
        let enforcing = try profile { $0.expires = TimeColumn(column: "expires_at", kind: .timestamp) }
        #expect(found(RequireEnforcedEnd.self, .flag(true), in: environment("prod", identity(), in: enforcing)).isEmpty)
    }

    @Test func `the standard profile satisfies it`() {
        #expect(found(RequireEnforcedEnd.self, .flag(true), in: environment("prod", identity())).isEmpty)
    }
}

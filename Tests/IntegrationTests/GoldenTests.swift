internal import TestSupport
internal import Testing

/// What the command line shows, kept in `Golden/`.
///
/// After a change that is meant, `KEYTURN_RECORD=1 swift test --filter GoldenTests` writes it anew, and fails.
@Suite(.unlessItHangs) struct GoldenTests {
    @Test(arguments: GoldenCase.names) func `the command line shows what is expected`(_ name: String) async throws {
        try await GoldenCase(name).run()
    }

    @Test func `there are cases`() { #expect(GoldenCase.names.count >= 10) }
}

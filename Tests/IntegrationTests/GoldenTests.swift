internal import TestSupport
internal import Testing

/// What the command line shows, kept in `Golden/`.
///
/// After a change that is meant, `KEYTURN_RECORD=1 swift test --filter GoldenTests` writes it again, and fails.
@Suite(.unlessItHangs) struct GoldenTests {
    @Test(arguments: GoldenCase.names) func `the command line shows what is expected`(_ name: String) async throws {
        try await GoldenCase(name).run()
    }

    /// A test of its own, so that no format depends on someone having thought of it in a case.
    @Test(arguments: GoldenCase.names)
    func `no plan in any format holds a key or a connection, and those for programs are as their schema says`(
        _ name: String
    ) async throws {
        let documents = try await GoldenCase(name).plans()
        for (document, verdict) in zip(documents, try PlanOracle.verdicts(documents)) {
            #expect(verdict == "valid", "\(document.kind): \(verdict)")
        }
    }

    @Test func `the schemas refuse what is printed and not described, and what is described and not printed`()
        async throws
    {
        let document = try #require(try await GoldenCase("drift-only").plans().first { $0.kind == "plan" })
        for change in [
            ("\"changes\":", "\"more\": 1, \"changes\":"), ("\"format_version\"", "\"version\""),
            ("\"action\": \"", "\"action\": \"un"), ("\"environments\": [", "\"environments\": [1, "),
        ] {
            let changed = document.text.replacing(change.0, with: change.1, maxReplacements: 1)
            #expect(changed != document.text)
            #expect(try PlanOracle.verdicts([(document.kind, changed)]) != ["valid"], "\(change)")
        }
    }

    @Test func `there are cases`() { #expect(GoldenCase.names.count >= 10) }
}

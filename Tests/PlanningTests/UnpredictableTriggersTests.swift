import Diagnostics
import Model
import State
import Testing

@testable import Planning

/// A trigger of which the catalog does not tell what it does is named before anything is written.
@Suite struct UnpredictableTriggersTests {
    private func told(_ content: StoreSchema.Table.Content, _ actions: Action...) -> [Diagnostic] {
        var table = StoreSchema.Table(content, name: "things")
        table.triggers = ["dated", "tell", "check it"]
        table.opaqueTriggers = ["tell", "check it"]
        let scene = Scene()
        var observed = scene.view.observed
        observed.store.schema = StoreSchema(tables: [table])
        let changes = actions.map {
            Change(
                action: $0,
                address: Address("dev", "backend"),
                reasons: [.noLiveKey(dead: 0)],
                location: SourceLocation(file: "dev.yaml", line: 1, column: 1)
            )
        }
        return UnpredictableTriggers.diagnostics(in: EnvironmentView(observed, now: now), beside: changes)
    }

    @Test func `where rows of keys are written, those that only date rows are not named`() throws {
        let note = try #require(told(.keys, .retire).first)
        #expect(note.severity == .note && note.code == "unpredictable-trigger")
        #expect(note.summary.hasPrefix("what the triggers tell, check it of things do cannot be predicted"))
    }

    @Test func `owners are only inserted with a key, and a plan without changes writes nothing`() {
        #expect(told(.owners, .retire).isEmpty)
        #expect(told(.owners, .retire, .issue).count == 1)
        #expect(told(.keys).isEmpty && told(.owners).isEmpty)
    }
}

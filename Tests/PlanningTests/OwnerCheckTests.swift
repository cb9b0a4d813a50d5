import Model
import State
import Testing

@testable import Planning

@Suite struct OwnerCheckTests {
    @Test(arguments: [("character varying(255)", 1), ("citext", 0), ("extensions.citext", 0)])
    func `an e-mail in another case differs where the column tells cases apart`(_ type: String, _ count: Int) {
        var scene = Scene()
        scene.owners = [Owner(id: ownerID, email: "System@Backend", name: owner.name)]
        var observed = scene.view.observed
        var table = StoreSchema.Table(.owners, name: "users")
        table.columns = [StoreSchema.Column("email", role: .ownerEmail, type: type)]
        observed.store.schema = StoreSchema(tables: [table])
        #expect(OwnerCheck.check(observed).count == count)
        observed.store = scene.view.observed.store
        #expect(OwnerCheck.check(observed).count == 1)
    }
}

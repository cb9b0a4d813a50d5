import Model
import Testing

@testable import Planning

@Suite struct RequireAdoptionTests {
    @Test func `ending keys blindly is objected to`() {
        let seen = environment("prod", identity(rotation: Rotation(adoption: Adoption())))
        #expect(found(RequireAdoption.self, .flag(true), in: seen) == [])
        #expect(found(RequireAdoption.self, .flag(true), in: environment("prod", identity())).count == 1)
    }
}

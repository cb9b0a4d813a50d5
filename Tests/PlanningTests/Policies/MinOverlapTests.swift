import Model
import Testing

@testable import Planning

@Suite struct MinOverlapTests {
    @Test func `an overlap that is too short is objected to`() {
        let environment = environment("prod", identity(rotation: Rotation(overlap: 2 * hour)))
        #expect(found(MinOverlap.self, .duration(2 * hour), in: environment) == [])
        #expect(
            found(MinOverlap.self, .duration(3 * hour), in: environment)
                == ["prod/backend: a replaced key keeps working for 2h only"]
        )
    }
}

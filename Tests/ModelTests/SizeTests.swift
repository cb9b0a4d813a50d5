import Diagnostics
import Testing

@testable import Model

/// A fleet has a hundred thousand of these in memory at once.
@Suite struct SizeTests {
    @Test func `what most deliveries do not declare takes no memory`() {
        #expect(MemoryLayout<Diagnostics.SourceLocation>.stride <= 32)
        #expect(MemoryLayout<Delivery>.stride <= 80)
    }

    @Test func `what a delivery declares is kept apart`() {
        let location = Diagnostics.SourceLocation(file: "prod.yaml", line: 7, column: 9, length: 3)
        let target = Delivery.Target.dotenv(file: "api.env", variable: "KEY")
        let plain = Delivery(target: target, location: location)
        #expect(plain.publicVariable == nil && plain.attributes == FileAttributes())
        let attributes = FileAttributes(mode: 0o640, owner: "app", group: nil)
        let declared = Delivery(target: target, publicVariable: "KEY_ID", attributes: attributes, location: location)
        #expect(declared.publicVariable == "KEY_ID" && declared.attributes == attributes)
        #expect(declared.location == location && location.line == 7 && location.column == 9 && location.length == 3)
    }
}

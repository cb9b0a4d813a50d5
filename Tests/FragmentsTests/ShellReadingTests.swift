import Model
import Testing

@testable import Fragments

/// Texts that no one writes by hand.
struct ShellReadingTests {
    @Test(arguments: [("$(", ")"), ("${A:-", "}"), ("\"$(", ")\""), ("$(echo \"${A:-", "}\")")])
    func `whatever is nested thousands of levels deep is given up on, not followed`(open: String, close: String) {
        let text = "A=" + String(repeating: open, count: 20_000) + "x" + String(repeating: close, count: 20_000) + "\n"
        Secret(text: text).withBytes { #expect(!ShellReading($0).isComplete) }
    }

    @Test func `brackets of an array, and backticks, are not nested`() {
        for (open, close) in [("(", ")"), ("`", "`")] {
            let text = "A=" + String(repeating: open, count: 20_000) + "x" + String(repeating: close, count: 20_000)
            Secret(text: text).withBytes { #expect(ShellReading($0).isComplete) }
        }
    }
}

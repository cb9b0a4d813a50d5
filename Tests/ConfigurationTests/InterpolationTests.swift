import Testing

@testable import Configuration

struct InterpolationTests {
    private static let variables = ["A": "1", "EMPTY": "", "D": "$A"]

    @Test(arguments: [
        ("plain", "plain"), ("${A}", "1"), ("x${A}y${A}z", "x1y1z"), ("${EMPTY}", ""), ("${A:-2}", "1"),
        ("${B:-2}", "2"),
        ("${EMPTY:-2}", "2"), ("${B:-}", ""), ("${B:-${A}}", "1"), ("${B:-${C:-deep}}", "deep"), ("${A:-${B}}", "1"),
        ("$$", "$"), ("$${A}", "${A}"), ("${B:-$$x}", "$x"), ("${D}", "$A"), ("a}b", "a}b"), ("{}", "{}"),
        ("${B:-a:-b}", "a:-b"), ("${B:-é🔑}", "é🔑"),
    ])
    func `variables are replaced as compose does`(text: String, result: String) {
        let interpolation = Interpolation.run(text, variables: Self.variables)
        #expect(String(decoding: interpolation.result, as: UTF8.self) == result)
        #expect(interpolation.problems.isEmpty)
    }

    @Test(arguments: [
        ("${B}", [0]), ("${B}${C}", [0, 4]), ("x$A", [1]), ("$", [0]), ("a $ b", [2]), ("${}", [0]), ("${A", [0]),
        ("${A:-", [0]), ("${A:-x", [0]), ("${A-x}", [0]), ("${A:?x}", [0]), ("${1A}", [0]), ("${A:-$B}", [5]),
        ("${B:-${C}}", [5]), ("$(A)", [0]),
    ])
    func `everything else is a problem at its byte`(text: String, offsets: [Int]) {
        #expect(Interpolation.run(text, variables: Self.variables).problems.map(\.offset) == offsets)
    }

    @Test func `defaults are nested only so deep`() {
        let text = String(repeating: "${B:-", count: 1_000_00) + String(repeating: "}", count: 1_000_00)
        #expect(Interpolation.run(text, variables: [:]).problems.contains { $0.problem == .tooDeep })
    }
}

package import Diagnostics
internal import Model
package import Verification

/// Checklists for programs.
package enum ChecklistJSON {
    package static let formatVersion = "1.0"

    package static func render(_ lists: [Checklist], diagnostics: [Diagnostic]) -> JSONText {
        [
            "format_version": .string(formatVersion),
            "passed": .bool(!lists.contains(where: \.hasFailed) && !diagnostics.hasErrors),
            "checklists": .array(lists, making: json),
            "diagnostics": diagnostics.json,
        ]
    }

    private static func json(_ list: Checklist) -> JSONText {
        [
            "environment": .string(list.address.environment),
            "identity": JSONText(list.address.identity),
            "checks": .array(
                list.results.map {
                    [
                        "check": .string($0.check.rawValue),
                        "verdict": .string($0.verdict.rawValue),
                        "detail": .string($0.detail),
                        "mend": JSONText($0.fix),
                    ]
                }
            ),
        ]
    }
}

internal import Verification

extension ReferencePages {
    /// Every check of `keyturn verify`.
    static var checks: String {
        var text = """
            # Checks

            \(notice)
            What `keyturn verify` looks at, in the order in which it tells of it; `keyturn doctor` makes those of the \
            database alone. A verdict is `pass`, `fail`, `warn` (not as it should be, or it cannot be told) or `skipped`, \
            which says why. In JSON a check has `check`, `verdict`, `detail` and `mend`.

            | check | what is looked at |
            | --- | --- |

            """
        for check in CheckCode.allCases { text += "| `\(check.rawValue)` | \(check.explanation) |\n" }
        return text
    }
}

internal import Verification

extension ReferencePages {
    /// Every check of `keyturn verify`.
    static var checks: String {
        var text = """
            # Checks

            \(notice)
            The checks of `keyturn verify`, in this order; `keyturn doctor` makes those of the \
            database alone. A verdict is `pass`, `fail`, `unknown` (the check could not be made), `warn` (works, but should be \
            changed) or `skipped` (nothing to check); all but `pass` give the reason. `unknown` counts as a \
            failed check, except for `store-unique` and `fragment-shadowed`. In JSON a check has `check`, `verdict`, `detail` and `fix`.

            | check | what is checked |
            | --- | --- |

            """
        for check in CheckCode.allCases { text += "| `\(check.rawValue)` | \(check.explanation) |\n" }
        return text
    }
}

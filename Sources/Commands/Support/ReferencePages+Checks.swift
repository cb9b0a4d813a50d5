internal import Verification

extension ReferencePages {
    /// Every check of `keyturn verify`.
    static var checks: String {
        var text = """
            # Checks

            \(notice)
            What `keyturn verify` looks at, in that order; `keyturn doctor` makes those of the \
            database alone. A verdict is `pass`, `fail`, `unknown` (it could not be looked at), `warn` (not as it should be, \
            which stops no one) or `skipped` (there is nothing to look at); all but the first say why. `unknown` counts as a \
            failed check, but for `store-unique` and `fragment-shadowed`. In JSON a check has `check`, `verdict`, `detail` and `fix`.

            | check | what is looked at |
            | --- | --- |

            """
        for check in CheckCode.allCases { text += "| `\(check.rawValue)` | \(check.explanation) |\n" }
        return text
    }
}

internal import Planning
internal import Rendering

extension ReferencePages {
    static var plan: String {
        var text = "# Plans\n\n\(notice)\n## Actions\n\n| action | mark | meaning |\n| --- | --- | --- |\n"
        for action in Action.allCases {
            text += "| `\(action.rawValue)` | `\(action.symbol)` | \(cell(action.explanation)) |\n"
        }
        text += "\n## Reasons\n\n| code | meaning |\n| --- | --- |\n"
        for reason in Reason.explanations { text += "| `\(reason.code)` | \(cell(reason.meaning)) |\n" }
        return text + json
    }

    /// The form that ``PlanJSON`` writes.
    private static var json: String {
        """

        ## JSON

        `keyturn plan --format json` prints one object; its `format_version` is \(PlanJSON.formatVersion). Readers ignore \
        members that they do not know; a new first number means that they must not read on. Moments are UTC, as in \
        `2026-01-31T12:00:00Z`. No member ever holds a key.

        | member | holds |
        | --- | --- |
        | `format_version` | the version of this form |
        | `created_at` | the moment that the plan was made for |
        | `changes` | what `apply` would do, see below |
        | `environments` | for each planned one: `environment`, `identities` (how many), `refused` (an error stands \
        against it, nothing is done in it), `next_rotation` (`identity`, `at`) or null, `hooks` (what `onChange` runs: `command`, \
        `identities`), `unmanaged` (live keys of declared \
        owners under names that nobody declares: `owner`, `name`, `fingerprint`, `created_at`, `ends`, `last_used_at`), \
        `files` (what becomes of each file that is written: `path`, `state` (`created`, `changed` or `deleted`), how many \
        lines are `removed` and `added`, and the first \(FileDiff.limit) of these `lines`, each with `-` or `+` before it; a key \
        is shown as its fingerprint between marks, what Keyturn did not write is hidden) |
        | `left_for_review` | changes that an unattended run leaves for somebody to look at, in the form of `changes` |
        | `waiting` | replaced keys without an end, since the new ones were not seen in use: `environment`, `identity`, \
        `old` and `new` (fingerprints), `evidence` (`old-in-use`, `new-unused` or `old-use-unknown`), \
        `old_last_used_at`, `deadline`, `text` |
        | `ending` | replaced keys that several environments held and whose overlap still runs: `environment`, \
        `identity`, `fingerprint`, `ends` |
        | `not_compared` | environments that could not be looked at: `environment`, `reason` |
        | `diagnostics` | errors, warnings and notes: see [diagnostics](diagnostics.md) |

        A change has these members:

        | member | holds |
        | --- | --- |
        | `action`, `environment`, `identity` | what is done, and where; the identity is null for a revoked key that none \
        declares |
        | `reason` | all reasons as one text for people |
        | `reasons` | each with its `code` and `text`; for `shared` also `places`, each with `environment`, `kind` \
        (`identity`, `unmanaged`, `other-owner` or `file`) and `name` |
        | `from` | the fingerprint of the key that is replaced or retired, or null |
        | `to` | the fingerprint of the key that is delivered; null for one that is not made yet |
        | `ends` | when `from` stops working: a forecast, since the overlap is counted from delivery |
        | `ends_first` | whether `from` is ended before a new key is delivered (`revoke --first`) |
        | `awaits_adoption` | whether `from` keeps working until the new key is seen in use |
        | `files` | what is written: `path`, `state` (`missing`, `key-missing`, `holds-other`, `altered`, `attributes`, \
        `surplus`, or null where only the key changes), `holds` (the fingerprint of another key in it), `holds_dead_key` |
        | `declared_at` | `file:line:column` of the identity |

        """
    }
}

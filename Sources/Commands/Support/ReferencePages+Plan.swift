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

        `keyturn plan --format json` prints one object; its `format_version` is \(PlanJSON.formatVersion). Readers \
        must ignore unknown members, and refuse a new major version. Times are UTC, as in \
        `2026-01-31T12:00:00Z`. No member ever holds a key.

        | member | holds |
        | --- | --- |
        | `format_version` | the version of this format |
        | `created_at` | the time that the plan was made for |
        | `what_if` | only with `--at`: `at`, the time that the plan is for, and `observed_at`, when databases and files \
        were read |
        | `changes` | what `apply` would do, see below |
        | `environments` | for each planned one: `environment`, `identities` (how many), `refused` (an error \
        refuses it, nothing is done in it), `next_rotation` (`identity`, `at`) or null, `postponed` (identities whose due rotations `maxPerRun` leaves for the \
        next run of `rotate`), `hooks` (the `onChange` commands: `command`, \
        `identities`), `unmanaged` (live keys of declared \
        owners under undeclared names: `owner`, `name`, `fingerprint`, `created_at`, `ends`, `last_used_at`), \
        `connection` (to its database: `engine`, and as `declared` and as `used` its `kind`, `local` or `network`, its `sslmode`, \
        and whether `tls` is in use; null if unknown; never an address), \
        `files` (the change of each written file: `path`, `state` (`created`, `changed` or `deleted`), the numbers \
        of `removed` and `added` lines, and the first \(FileDiff.limit) of these `lines`, each with `-` or `+` before it; a key \
        is shown as its fingerprint between marks; of a dotenv file that users own, only the declared variables are shown; \
        `others` counts removed lines that Keyturn did not write, which are not shown) |
        | `left_for_review` | changes that an unattended run leaves for review, in the form of `changes` |
        | `waiting` | replaced keys without an expiry, because the new ones were not seen in use: `environment`, `identity`, \
        `old` and `new` (fingerprints), `evidence` (`old-in-use`, `new-unused` or `old-use-unknown`), \
        `old_last_used_at`, `deadline`, `text` |
        | `ending` | replaced keys that several environments held and whose overlap still runs: `environment`, \
        `identity`, `fingerprint`, `ends` |
        | `watched` | the credentials that `watch` names, by fingerprint: `environment`, `place`, `fingerprint`, `since` (when \
        it was set) or null, `too_old` (null without `maxAge` or if its age is unknown), `shared_with` (at most 20 places \
        in other environments) and `shared_places` (their number) |
        | `not_compared` | environments that could not be read: `environment`, `what` (a watched table or file; \
        null for the whole environment), `reason` |
        | `declarations` | the declarations of all identities of the planned environments, see below; only in `plan` |
        | `policy` | the result of [policy](policies.md): `findings` (`rule`, which may be `exception-lapsed`, \
        `environment`, `identity` or null for the environment as a whole, `severity`, `state`, which is `stands`, \
        `excepted` or `overridden`, `value`, `summary`, `detail`, `fix`, `declared_at`), `exceptions` (`rule`, \
        `address`, `until`, `reason`, `approved_by`, `outcome`, which is `applied`, `unneeded`, `unknown-address`, \
        `rule-not-set` or `lapsed`, and how many `findings` it accepts), `overrides` (`rule`, `reason`, `findings`), \
        `held` (identities whose changes an unattended run leaves because of `rules`) |
        | `isolation` | the pairs of environments that share keys: `environments`, and how many `live`, `ending`, `ended`, in `files`, `watched`; how many of these are one row, `copied` from one to the other; whether one database is a `replica` of the other |
        | `diagnostics` | errors, warnings and notes: see [diagnostics](diagnostics.md) |

        A change has these members:

        | member | holds |
        | --- | --- |
        | `action`, `environment`, `identity` | the action, and where; the identity is null for an undeclared revoked \
        key |
        | `reason` | all reasons as one text for people |
        | `reasons` | each with its `code` and `text`; for `shared` also `places`, each with `environment`, `kind` \
        (`identity`, `ended`, `unmanaged`, `other-owner`, `file` or `watched`) and `name` |
        | `from` | the fingerprint of the key that is replaced or retired, or null |
        | `to` | the fingerprint of the key that is delivered; null for one that does not exist yet |
        | `ends` | when `from` stops working: a forecast, since the overlap is counted from delivery |
        | `ends_first` | whether `from` is ended before a new key is delivered (`revoke --first`) |
        | `awaits_adoption` | whether `from` keeps working until the new key is seen in use |
        | `files` | the written files: `path`, `state` (`missing`, `key-missing`, `holds-other`, `public-part`, `altered`, \
        `attributes`, `surplus`, or null if only the key changes), `holds` (the fingerprint of another key in it), `holds_dead_key` |
        | `declared_at` | `file:line:column` of the identity |

        A declaration has these members; a duration has `text` and `seconds`, and is null if it is not declared:

        | member | holds |
        | --- | --- |
        | `environment`, `identity`, `owner` | its address; the owner by its id |
        | `key` | `name`, `prefix`, `bytes`, `encoding`, `bits` |
        | `rotation` | `every`, `cron` (`text`, `timezone`), `jitter`, `first_within`, `window` (`days`, `from`, `to`, `timezone`), `overlap`, \
        `expires`, `adoption` (`quiet`, `deadline`, `after_deadline`), `retain` |
        | `deliveries` | each with its `kind` (`compose`, `dotenv`, `secret` or `template`), `service`, `variable`, \
        `public_variable`, `template`, `file` and `mode` |
        | `on_change` | the command and its arguments, or null |
        | `state` | `present` or `absent` |
        | `digest` | of the declaration, without the values that differ between environments: see \
        [promote-through](policies.md#promote-through) |
        | `declared_at` | `file:line:column` of the identity |

        """
    }
}

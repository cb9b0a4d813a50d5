internal import Diagnostics

/// What may happen while a plan is applied.
package enum ReconcilerCode: String, CaseIterable, DiagnosticCode {
    case interrupted
    case fragmentChanged = "fragment-changed"
    case traceKept = "trace-kept"
    case deliveredTooLate = "delivered-too-late"
    case hookFailed = "hook-failed"
    case endHookFailed = "end-hook-failed"
    case verifyFailed = "verify-failed"
    case notRevoked = "not-revoked"
    case notCompared = "environment-not-compared"
    case databaseTracked = "database-tracked"
    case databaseGitUnknown = "database-git-unknown"

    package var explanation: String {
        switch self {
        case .fragmentChanged:
            "Another program wrote a fragment after Keyturn had read it and before Keyturn wrote it. Nothing is lost; "
                + "run again."
        case .traceKept:
            "A fragment is the only trace of another environment's key, and that environment failed before it had replaced "
                + "the key. The fragment is left; run again once the other environment works."
        case .deliveredTooLate:
            "A run hung for minutes between issuing keys and delivering them. The table has neither an expiry column nor a name "
                + "name, so the overlap of the old keys is counted from the issue: nothing is delivered, and the next run issues "
                + "other keys."
        case .hookFailed:
            "A command of `onChange` could not be started, took longer than `onChangeTimeout`, or ended with a failure. "
                + "The fragments hold the new keys and the old ones keep working; the next run tries again, as long as an old "
                + "key waits to be retired."
        case .endHookFailed:
            "The keys have ended in the database, but the profile's command that makes the server notice (`onEnd`) "
                + "failed three times, could not be started, or took longer than `onEndTimeout`. With an audit file "
                + "the next run runs it again; without one, run it by hand, as it is printed: no later run does."
        case .verifyFailed:
            "The server did not accept a new key (`verify`), or gave no clear answer. The fragments hold the new key, "
                + "the old one keeps working and does not expire; the next run asks again. See keyturn verify."
        case .notRevoked:
            "A run stopped before it ended a key that was to be revoked. The message says whether the key still works, "
                + "and until when: once the new key is in the database, the old one expires five minutes later in any case."
        case .notCompared:
            "An environment's configuration has errors, so `keyturn isolation` could not look at it and does not know what it "
                + "shares. See keyturn validate."
        case .databaseTracked:
            "Git does not ignore a SQLite database that contains keys in plain text, so it could be committed. Add the "
                + "line that the message names to .gitignore."
        case .databaseGitUnknown:
            "A SQLite database is in a git repository that could not be asked whether it ignores the database. The "
                + "database contains keys in plain text. Fix what git complains about."
        case .interrupted:
            "The run was stopped (Ctrl-C, SIGTERM) before it changed this environment. Nothing is lost or half done; "
                + "run again."
        }
    }
}

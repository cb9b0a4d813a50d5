internal import Diagnostics
internal import State

/// What planning may find.
package enum PlanningCode: String, CaseIterable, DiagnosticCode {
    case ownerEmailTaken = "owner-email-taken"
    case ownerDiffers = "owner-differs"
    case ownerMissing = "owner-missing"
    case ownerDisabled = "owner-disabled"
    case expiryNotKept = "expiry-not-kept"
    case ageUnknown = "age-unknown"
    case sameDatabase = "same-database"
    case oneDatabase = "one-database"
    case replicatedDatabase = "replicated-database"
    case replicationUnknown = "replication-unknown"
    case copiedKeys = "copied-keys"
    case keyOriginUnknown = "key-origin-unknown"
    case deliveredNowhere = "delivered-nowhere"
    case sameOutput = "same-output"
    case unknownKeyDelivered = "unknown-key-delivered"
    case unknownKey = "unknown-key"
    case fragmentsAbsent = "fragments-absent"
    case unseenKey = "unseen-key"
    case deliveredElsewhere = "delivered-elsewhere"
    case darkNow = "dark-now"
    case futureIssueDate = "future-issue-date"
    case timesAhead = "times-ahead"
    case undecidedRows = "undecided-rows"
    case sharedOutsideSelection = "shared-outside-selection"
    case traceWouldBeLost = "trace-would-be-lost"
    case sharedKeyRemains = "shared-key-remains"
    case revokedKeyRemains = "revoked-key-remains"
    case revokedElsewhere = "revoked-elsewhere"
    case revokedKeyLive = "revoked-key-live"
    case revocationUnseen = "revocation-unseen"
    case endedKeyWorks = "ended-key-works"
    case auditNotRead = "audit-not-read"
    case nothingToRevoke = "nothing-to-revoke"
    case keyForFingerprint = "key-for-fingerprint"
    case keyInHook = "key-in-hook"
    case absentRotation = "absent-rotation"
    case firstRotations = "first-rotations"
    case rotationsPostponed = "rotations-postponed"
    case outsideWindow = "outside-window"
    case adoptionOverdue = "adoption-overdue"
    case oldKeyInUse = "old-key-in-use"
    case parallelKey = "parallel-key"
    case endsWithNextRotation = "ends-with-next-rotation"
    case sharedTraceLost = "shared-trace-lost"
    case sharedCredential = "shared-credential"
    case oldCredential = "old-credential"
    case credentialAgeUnknown = "credential-age-unknown"
    case watchNotCompared = "watch-not-compared"
    case readOnlyDatabase = "database-read-only"
    case oneConnection = "one-connection"
    case missingRight = "permission-denied"
    case unsuitableTable = "unsuitable-table"
    case missingColumn = "missing-column"
    case unsuitableColumn = "unsuitable-column"
    case rowsHidden = "rows-hidden"
    case clockDiffers = "clock-differs"
    case unreadableRow = "unreadable-row"
    case orphanedKey = "orphaned-key"
    case orphanedFragment = "orphaned-fragment"
    case endCommandOwed = "end-command-owed"
    case revocationOwed = "revocation-owed"
    case rowsNotTried = "rows-not-tried"
    case notADigest = "not-a-digest"
    case unpredictableTrigger = "unpredictable-trigger"

    package var explanation: String {
        switch self {
        case .ownerEmailTaken:
            "An owner's e-mail is in the database under another id, so its row could not be inserted. Declare the "
                + "id that the row has, or another e-mail."
        case .ownerMissing:
            "The database has no owner with the declared id, and the profile does not let Keyturn create one."
        case .expiryNotKept:
            "An identity declares `rotation.expires`, and the key table of an older version of the application has no column "
                + "for it. No key is issued that would never expire. Upgrade the application, or remove `expires`."
        case .ageUnknown:
            "The key table of an older version of the application does not say when a row was made, so which key is newer "
                + "and when one is due is unknown. With `rotation.expires` the age is counted back from the expiry."
        case .ownerDisabled:
            "The application has disabled the owner of an identity, and its server refuses every key of a disabled "
                + "owner, new ones included. Nothing is done for the identity, but a revoked key still ends. Enable "
                + "the owner in the application, or declare `state: absent` for the identity."
        case .ownerDiffers:
            "The owner's row has another e-mail or name than declared. Keyturn leaves rows that exist as they are."
        case .sameDatabase:
            "Two environments use one key table of one database, perhaps by different addresses. Give each its own."
        case .oneDatabase:
            "The key tables of several environments are in one database, for example a schema for each. Their keys are "
                + "kept apart as between databases, but a mistake or a role with too many rights reaches both. The rule "
                + "`distinct-databases` of _policy.yaml makes it an error."
        case .replicatedDatabase:
            "An environment's database follows another one: it is a hot standby, or a subscription (logical "
                + "replication) writes its rows. Every key of the other works there, and it cannot have keys of its "
                + "own: what others write there conflicts or is undone. Keyturn changes nothing in it, and replaces "
                + "nothing in the other because of it. Give it its own database."
        case .replicationUnknown:
            "The role may not read `pg_subscription` or `pg_publication`, so it is unknown whether a "
                + "subscription writes the rows of keys. Let the role read them, or check there yourself."
        case .copiedKeys:
            "An environment's database holds live rows of another environment's (the same id, time and key): it was "
                + "copied or is fed from there. The other keeps its keys. `apply` gives declared identities of the "
                + "copy their own keys. It leaves other rows alone; deactivate them there."
        case .keyOriginUnknown:
            "The current key of an identity is the same row in two environments, and it is unknown which database was copied "
                + "from the other. The key is replaced in neither. Rotate the identity of the copy by hand: "
                + "`keyturn rotate prod/backend --now`."
        case .deliveredNowhere:
            "A new key is needed, since the current one is shared, revoked, of another format or a rotation was "
                + "requested, but the identity has `deliver: []`: a new key would reach no consumer. Nothing is "
                + "issued, and the current key keeps working. Declare where the key goes first."
        case .sameOutput:
            "Two environments write to one folder, or one into the other's, directly or through a link. Give each "
                + "its own."
        case .unknownKeyDelivered:
            "A fragment holds a key of an identity that the database has never seen, and no key in the fragment's folder is "
                + "known to it: it may be the wrong database, an older copy, or the wrong folder. Nothing is done for what "
                + "is delivered there. Check `database.url` and `output`; where both are right, "
                + "`keyturn apply -e ENV --reissue ADDRESS` issues new keys."
        case .unknownKey:
            "A fragment holds a key that the database does not know, beside others that it does: it was written there "
                + "by hand, or its row was deleted. Apply writes the current key."
        case .fragmentsAbsent:
            "The database stores digests, identities have live keys in it, and no key of the database is in the folder that "
                + "they are delivered to: the folder may not be mounted, or this is another machine. Nothing is done for what "
                + "is delivered there. Where the folder is the right one, `keyturn apply -e ENV --reissue ADDRESS` issues new keys."
        case .unseenKey:
            "The database stores digests, and has a live key of an identity whose text is in none of its fragments. A "
                + "scheduled run leaves that key unchanged. `apply` issues one new key, and the others keep working for the "
                + "overlap."
        case .deliveredElsewhere:
            "The database stores digests, and has a newer key that keyturn issued and whose text is not in the fragments here: "
                + "another machine delivers the same identity, this is an older copy of its folder, or a run was killed and its "
                + "files were lost. Let one machine deliver an identity, or restore its folder, then apply."
        case .darkNow:
            "A scheduled run found an identity whose consumers have no key that the database accepts, and must leave "
                + "it: no key in the folder is known to the database, or the last key was deactivated by hand. Review "
                + "the plan, then apply."
        case .sharedOutsideSelection:
            "A chosen environment holds a key of one that was not chosen (-e). An error if the only trace of it is a "
                + "fragment that would be overwritten, otherwise a warning. Choose both, so that the key is replaced in each."
        case .traceWouldBeLost:
            "A fragment is the only trace that another environment's key was known here, and this run would not "
                + "replace that key: the other environment is refused, or an unattended run leaves it. Apply both."
        case .sharedKeyRemains:
            "A shared key is replaced where it is declared, and stays in a row or a file that is not declared. End it "
                + "there by hand."
        case .revokedKeyRemains:
            "A file in an output folder holds a revoked or published key outside the variables that are declared. "
                + "Keyturn does not change such text: remove the key by hand."
        case .revokedElsewhere:
            "A key that is revoked by hand is also live or delivered in another environment. Add its fingerprint to "
                + "_revoked.yaml, then apply: it is replaced and ended wherever it is."
        case .endedKeyWorks:
            """
            A key has ended, or a plan ends it, and the server accepts it all the same: another live row holds it, or \
            holds it in the other spelling that the server accepts for the same key. End that row, too.
            """
        case .revokedKeyLive:
            "A key that was revoked is live: the audit file, `_revoked.yaml` or the list of published keys names it. After a "
                + "database was restored, revoked keys come back. Apply and rotate end such a key, and replace it where it is "
                + "the current one. An error in verify, a warning in a plan, which ends it. Add the key to `_revoked.yaml`, so "
                + "that this works without the audit file; list it under `forgotten` to keep it."
        case .revocationUnseen:
            "An entry of `_revoked.yaml` was found in no environment, and a database holds live keys that no fingerprint leads "
                + "to: their digests have a pepper or a salt, Keyturn did not issue them or the table has no column that would "
                + "tell, and no file that was read has their texts. The revoked key may be one of them: `keyturn whose` tells by "
                + "the key's text. `keyturn revoke prod/backend` ends every live key of an identity; the application ends others."
        case .auditNotRead:
            "The audit file is missing although Keyturn issued live keys, or it cannot be read. So it is unknown "
                + "whether revoked keys are live again. An error in verify, otherwise a warning."
        case .nothingToRevoke:
            "No live key of the identity has the fingerprint that was given, or it has no live key at all. A note if "
                + "that key has ended already, else an error. `keyturn status` shows the live ones. In tables of digests that do "
                + "not say which key they are of, `keyturn whose` finds the row of a key by the key's text."
        case .keyForFingerprint:
            "A key itself was given as a fingerprint, on the command line or in _revoked.yaml. Remove it from there, "
                + "revoke it, and give its fingerprint: `keyturn status` shows it."
        case .keyInHook:
            "A command of `onChange` has a live key among its arguments, where every user who lists processes sees it. "
                + "Let the command read the fragments instead."
        case .absentRotation:
            "A rotation was requested for an identity that is declared with `state: absent`."
        case .firstRotations:
            "More than ten keys that keyturn did not issue are due in one run: a fleet that was declared with old keys. "
                + "`rotation.firstWithin` spreads their first rotations; `maxPerRun` limits what one run of `rotate` begins."
        case .rotationsPostponed:
            "More rotations are due than `maxPerRun` lets one run of `rotate` begin. Those that have been due for the longest "
                + "time come first; the others follow in later runs. A key that is about to end does not wait."
        case .outsideWindow:
            "A key had to be rotated outside `rotation.window`: no window is left before it must be replaced, which is "
                + "one overlap before it expires. Run `keyturn rotate` often enough to meet every window."
        case .adoptionOverdue:
            "Consumers were not seen using a new key until `rotation.adoptionDeadline`. The old key keeps "
                + "working, since `afterDeadline` is `wait`. Restart them, or set the old key to expire by hand."
        case .oldKeyInUse:
            "The database shows that an old key was used after it was replaced. Its consumers are refused once it "
                + "expires: restart them, or point them to the fragments."
        case .parallelKey:
            "Two live keys of one identity, of which keyturn issued neither or did not replace the older one, and the "
                + "older one was used within the last 30 days. Keyturn leaves it alone: end it with `keyturn revoke "
                + "ADDRESS --key FINGERPRINT`, give its row another name to keep both, or declare `rotation.adoption`. "
                + "Once it has not been used for 30 days, it is retired."
        case .endsWithNextRotation:
            "The table has neither an expiry column nor a name column, so the overlap of an old key is counted from when Keyturn "
                + "issued the current one. It did not issue that one: the old key has no expiry until the next rotation."
        case .sharedTraceLost:
            "A key ends by deletion of its row, and it is also in another environment, or one that could not be "
                + "compared. The row is deleted. Afterwards nothing in this environment shows that the key was known "
                + "here."
        case .futureIssueDate:
            "A live key's `created_at` lies more than a day ahead, further than any time zone explains. The date is "
                + "ignored: the key counts as older than any other, and as due where `rotation.every` is declared."
        case .undecidedRows:
            "Rows have NULL in a column that a profile's `active` describes by values, and the profile does not say what NULL means. "
                + "They count as ended. Add `null` to `live` if the application accepts such keys."
        case .timesAhead:
            "Rows of a key table are dated more than five minutes ahead of the clock, in a column of local times: the profile probably "
                + "names another `zone` than the one in which the application writes times. The ends of old keys would be wrong by "
                + "the difference. Without `zone` they are read and written as UTC."
        case .sharedCredential:
            "A credential that `watch` names is known in two environments. Keyturn never writes it: issue one for each "
                + "environment at its source, replace it where the message says, and revoke the shared one."
        case .oldCredential:
            "A credential that `watch` names is older than `maxAge`. Issue a new one at its source, and replace it."
        case .credentialAgeUnknown:
            "`maxAge` is declared for a credential whose `ageColumn` is NULL, holds no date, or a future date."
        case .oneConnection:
            "The role, or the database, allows one connection at a time (`CONNECTION LIMIT 1`). A run that writes needs two: one "
                + "holds the lock. An error if the plan would write, otherwise a warning."
        case .readOnlyDatabase:
            "The database accepts no writes: a standby, a session that is read-only, a file or folder without write permission. "
                + "An error if the plan would write, otherwise a warning."
        case .missingRight:
            "The role lacks a right that a run needs. An error if the plan needs it, otherwise a warning. `keyturn doctor "
                + "--grants` prints the rights as SQL."
        case .unsuitableTable:
            "A table cannot be written as a rotation needs it: it is a view or a foreign table, a rule replaces statements, or "
                + "a unique index allows an identity no second live key."
        case .missingColumn: "A table lacks a column that a run writes."
        case .unsuitableColumn:
            "A column cannot be written as a run would: it is too short, generated, of another type, or allows no NULL and is "
                + "not written."
        case .clockDiffers:
            "This machine's clock and the database's differ by more than five minutes, or a row is dated later than "
                + "now. Nothing is done until the wrong clock is set. A SQLite file has no clock: its newest row shows "
                + "that this machine's clock is behind, but nothing can show that it is ahead."
        case .rowsHidden:
            "Row-level security hides rows of a table from the role, so keyturn cannot see them. Let the role see "
                + "every row."
        case .unreadableRow:
            "A row of a declared owner holds a value that cannot be read, such as an invalid timestamp. Nothing is "
                + "done for its identity, except what is revoked by hand; other identities are not affected."
        case .endCommandOwed:
            "A run was about to end a key, the key has ended, and the audit file does not say that the profile's `onEnd` "
                + "succeeded after that: the run was killed, or the command failed. The next `apply`, `rotate` or `revoke` runs "
                + "it. Where it was run by hand, list the fingerprint under `forgotten`."
        case .revocationOwed:
            "A run was asked to revoke a key, the audit file does not say that it did, and the key is live: the run was killed "
                + "before it, or the database refused the change and everything was rolled back. Run `keyturn revoke` for the "
                + "key again. It is reported until the key has ended, or its fingerprint is listed under `forgotten`."
        case .notADigest:
            "The profile says that the key's column holds digests, and live rows hold something else there, perhaps keys in "
                + "plain text. Keyturn shows nothing of it, and never ends such rows. Delete them in the application, or "
                + "correct `stored` in the profile. Rows with Keyturn's mark in the name were issued when the profile had "
                + "another `stored`: their keys may be in use, so write it as the application checks keys."
        case .rowsNotTried:
            "A table keeps salted or slow digests, and more than \(DigestedRows.attempts) rows without a mark have the same piece of "
                + "a key in the lookup column. A delivered text is compared with the first of them alone, so that of the others "
                + "it is unknown whose key they hold. Rows that Keyturn issued bear a mark and are not concerned."
        case .unpredictableTrigger:
            "A table that a plan writes to has a trigger, and the database's catalog does not tell what it does: it may refuse a "
                + "row, change it, or write elsewhere. Read it. Keyturn reads every row again that it wrote, in the same "
                + "transaction, and undoes a change that did not become what was planned."
        case .orphanedKey:
            "A key that was delivered or issued by keyturn is live, and no declaration names it any more: its identity was "
                + "deleted, or has another owner or key name. End it (an identity with its owner and key name and `state: "
                + "absent`), declare it again, or list its fingerprint under `forgotten`. An error if a new key would "
                + "overwrite the only trace of it."
        case .orphanedFragment:
            "A file that keyturn wrote, or an entry in one, is named by no delivery: a declaration was deleted, or a file "
                + "renamed. It is kept unchanged, and becomes out of date. Deliver there again, declare its identity with `state: "
                + "absent`, delete it once nothing reads it, or list it under `forgotten`."
        case .watchNotCompared:
            "Something that `watch` names could not be read, so a shared credential there would go unnoticed. "
                + "Rotations continue. Fix what the message names."
        }
    }
}

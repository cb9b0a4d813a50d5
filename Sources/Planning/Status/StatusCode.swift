internal import Diagnostics

/// What `status --check` fails for.
package enum StatusCode: String, CaseIterable, DiagnosticCode {
    case overdue = "rotation-overdue"
    case noKey = "no-live-key"
    case unrecoverable = "key-unrecoverable"
    case undelivered = "key-undelivered"
    case unseen = "delivery-unknown"
    case darkSoon = "dark-soon"
    case oldKeyEnds = "old-key-in-use-ends"
    case unadopted = "adoption-missed"
    case copied = "copied-keys-live"
    case shared = "shared-key-live"

    package var explanation: String {
        switch self {
        case .overdue:
            "`status --check`: a rotation has been due for longer than two runs of the scheduled job take, so the job "
                + "does not run or fails. Run `keyturn rotate` by hand and read what it says."
        case .noKey: "`status --check`: an identity has no live key. Run `keyturn plan`, then `keyturn apply`."
        case .unrecoverable:
            "`status --check`: the database stores digests and has live keys of an identity, and no fragment of it holds the text of "
                + "one. Mount or restore the folder, or run `keyturn apply`, which replaces the key."
        case .undelivered:
            "`status --check`: a file of the identity does not hold the current key. Run `keyturn plan`, then `keyturn apply`."
        case .unseen:
            "`status --check`: a file of the identity could not be read, so the key in it is unknown. A check that "
                + "could not look does not pass."
        case .darkSoon:
            "`status --check`: the current key expires before the schedule replaces it, or before a run that is due "
                + "can do so. Run `keyturn rotate ADDRESS --now`, or correct `rotation`."
        case .oldKeyEnds:
            "`status --check`: a replaced key is still in use and expires. Its consumers are then refused: restart "
                + "them."
        case .copied:
            "`status --check`: a database has live rows that were copied from another environment's database, or it is "
                + "unknown which is the original. Deactivate the rows that do not belong there; `keyturn isolation` "
                + "names them."
        case .shared:
            "`status --check`: a live key is known in another environment. Run `keyturn plan`, then `keyturn apply`."
        case .unadopted:
            "`status --check`: no consumer was seen to use the new key before `rotation.adoptionDeadline`. Restart the consumers."
        }
    }
}

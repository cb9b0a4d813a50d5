/// The metrics that a run writes, in the order of the file.
///
/// Names are a promise. Those that end in `_timestamp_seconds` are what alerts should compute with: a file that no one
/// writes any more keeps telling the truth in them.
package enum MetricFamily: String, CaseIterable, Sendable {
    case keyAge = "keyturn_key_age_seconds"
    case keyCreated = "keyturn_key_created_timestamp_seconds"
    case keyDueIn = "keyturn_key_due_in_seconds"
    case keyDue = "keyturn_key_due_timestamp_seconds"
    case keyEndsIn = "keyturn_key_ends_in_seconds"
    case keyEnd = "keyturn_key_end_timestamp_seconds"
    case liveKeys = "keyturn_live_keys"
    case unseenKeys = "keyturn_unseen_keys"
    case delivered = "keyturn_key_delivered"
    case oldKeysInUse = "keyturn_old_keys_in_use"
    case unadopted = "keyturn_unadopted_rotations"
    case pending = "keyturn_pending_changes"
    case orphanedKeys = "keyturn_orphaned_keys"
    case orphanedFragments = "keyturn_orphaned_fragments"
    case copiedKeys = "keyturn_copied_keys"
    case undecidedKeys = "keyturn_undecided_keys"
    case replicatedDatabase = "keyturn_replicated_database"
    case failedChecks = "keyturn_failed_checks"
    case unknownChecks = "keyturn_unknown_checks"
    case clockOffset = "keyturn_clock_offset_seconds"
    case lastRun = "keyturn_last_run_timestamp_seconds"
    case lastSuccess = "keyturn_last_success_timestamp_seconds"
    case duration = "keyturn_run_duration_seconds"
    case failures = "keyturn_failures_total"
    case build = "keyturn_build_info"

    package enum Kind: String, Sendable {
        case gauge
        case counter
    }

    package var kind: Kind { self == .failures ? .counter : .gauge }

    /// One line, without anything that had to be escaped.
    package var help: String {
        switch self {
        case .keyAge: "Age of the current key when the file was written."
        case .keyCreated: "When the current key was issued."
        case .keyDueIn:
            "Seconds until the current key is due to be replaced when the file was written; negative if overdue."
        case .keyDue: "When the current key is due to be replaced; absent for never."
        case .keyEndsIn: "Seconds until the current key expires when the file was written."
        case .keyEnd: "When the current key expires; absent for never."
        case .liveKeys: "How many keys of the identity the server accepts; 0 is an outage."
        case .unseenKeys:
            "Live keys whose texts are in no fragment of the identity; absent if the database stores the keys themselves."
        case .delivered: "1 if every file of the identity was seen to hold the current key, else 0."
        case .oldKeysInUse: "Old keys that were used after they were replaced, and will be refused once they expire."
        case .unadopted: "Replaced keys that wait for the new one to be used."
        case .pending: "Changes that keyturn apply would make."
        case .orphanedKeys: "Live keys that keyturn issued or delivered and that no declaration names any more."
        case .orphanedFragments: "Files and entries of keyturn's that no delivery names any more."
        case .copiedKeys:
            "Live keys whose rows were copied from another environment's database: they are keys of the other environment."
        case .undecidedKeys:
            "Live keys that another environment holds by the same row, where it is unknown which database is the original."
        case .replicatedDatabase:
            "1 if the database follows another environment's, so that it cannot have its own keys."
        case .failedChecks:
            "Checks that failed when keyturn verify last looked; identity is empty for those of the database."
        case .unknownChecks:
            "Checks that could not be made when keyturn verify last looked; identity is empty for those of the database."
        case .clockOffset:
            "How far the database's time is ahead of this machine's clock; negative if behind, absent if it is "
                + "unknown."
        case .lastRun: "When a command last ran for the environment, successful or not."
        case .lastSuccess: "When a command last ended without an error in the environment."
        case .duration: "Duration of the command's last run."
        case .failures: "Errors by their diagnostic code; environment is empty for errors that concern all."
        case .build: "The version of keyturn that wrote the file."
        }
    }

    /// In the order in which they are written.
    package var labels: [String] {
        switch self {
        case .lastRun, .lastSuccess: ["environment", "command"]
        case .clockOffset: ["environment"]
        case .duration: ["command"]
        case .orphanedKeys, .orphanedFragments, .copiedKeys, .undecidedKeys, .replicatedDatabase: ["environment"]
        case .failures: ["environment", "command", "code"]
        case .build: ["version"]
        default: ["environment", "identity"]
        }
    }

    /// Whether it says how an identity stands, as opposed to how checks and runs went.
    var isAboutIdentities: Bool { !isAboutChecks && labels == ["environment", "identity"] }

    /// Whether it says how checks went.
    private var isAboutChecks: Bool { self == .failedChecks || self == .unknownChecks }
}

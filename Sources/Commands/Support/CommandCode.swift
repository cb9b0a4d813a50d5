internal import Diagnostics

/// What commands report themselves.
package enum CommandCode: String, DiagnosticCode, CaseIterable {
    case planUnreadable = "plan-unreadable"
    case planUnwritable = "plan-unwritable"
    case planDamaged = "plan-damaged"
    case planNotApproved = "plan-not-approved"
    case planStale = "plan-stale"
    case metricsUnwritable = "metrics-unwritable"
    case metricsDamaged = "metrics-damaged"
    case limitTooLow = "limit-too-low"
    case nullDevice = "null-device"
    case procMissing = "proc-missing"
    case profileNotServed = "profile-not-served"
    case profileNotRecognised = "profile-not-recognised"
    case tableNotFound = "table-not-found"
    case nothingMatched = "nothing-matched"
    case nothingDeclared = "nothing-declared"
    case liveKeyInGit = "live-key-in-git"
    case gitNotSearched = "git-not-searched"
    case variablesUnreadable = "env-file-unreadable"
    case variablesIgnored = "env-file-line"
    case fileUnwritable = "file-unwritable"
    case stdoutUnwritable = "stdout-unwritable"
    case programUnknown = "program-unknown"
    case auditNotDeclared = "audit-not-declared"
    case auditUnreadable = "audit-unreadable"
    case fileNotSearched = "file-not-searched"
    case keysNotSearched = "keys-not-searched"
    case revocationNotRecorded = "revocation-not-recorded"
    case usage
    case unexpected

    package var explanation: String {
        switch self {
        case .limitTooLow:
            """
            This process has too few open files, too few threads or too little memory to finish a run, so none is \
            started. Raise the limit that the message names.
            """
        case .variablesUnreadable: "The dotenv file that variables are filled from is missing or cannot be read."
        case .variablesIgnored: "The dotenv file that variables are filled from has a line that defines no variable."
        case .fileUnwritable: "A file that this command writes cannot be written."
        case .stdoutUnwritable:
            "Standard output cannot be written: the disk is full, or the program that reads it has ended."
        case .programUnknown: "The path of this program is unknown, for example because /proc is not mounted."
        case .auditNotDeclared: "None of the chosen environments declares an audit file."
        case .auditUnreadable: "An audit file cannot be read."
        case .fileNotSearched:
            "A file that is staged, or the manifest of known keys, cannot be read: a key in it would go unnoticed."
        case .keysNotSearched:
            """
            Some keys were not searched for. Their database stores digests that cannot be looked up, or that a \
            fingerprint cannot be compared with (`keyturn whose` also reads the key itself), or the manifest does not \
            name them.
            """
        case .revocationNotRecorded:
            """
            `revoke --record` ends a key that it cannot list in `_revoked.yaml`, since the key's fingerprint is not known: the \
            table stores another digest, or the key could be guessed. Compute the SHA-256 of the key's text and list it; \
            `keyturn whose` shows by the text where else the key is live.
            """
        case .unexpected: "An error without a specific code. Please report it: every error should have one."
        case .usage: "The command line is wrong: nothing was done. The exit code is 64."
        case .nullDevice: "Programs that Keyturn runs need /dev/null, and it is missing or is not a device."
        case .procMissing:
            "Keyturn looks at its own threads in /proc, which is not mounted. Without it a run could stop at any point."
        case .profileNotServed:
            "The environment's profile is valid, but uses a feature that this version does not have yet. Nothing was "
                + "read."
        case .liveKeyInGit:
            """
            A live key is in a file that git tracks, in the repository of the configuration or of an output folder: \
            everyone who has a clone has the key.
            """
        case .gitNotSearched:
            "Not every file that git tracks could be searched for live keys: there are too many, or one cannot be read."
        case .profileNotRecognised:
            """
            No profile fits the tables of the database that `--url` or `--from` names, or several do. Only the names \
            of tables and columns were read.
            """
        case .tableNotFound: "The table that `profile draft` was asked about is not in the database."
        case .nothingDeclared:
            """
            `init --from` found no live key that it could declare. Where keys are live the files are written without identities, \
            for `init --add`; otherwise nothing is.
            """
        case .nothingMatched: "No live key matches a pattern of `init --match`: nothing was written."
        case .planUnreadable: "The file is not a saved plan, or cannot be read."
        case .planUnwritable: "A plan cannot be saved in that file."
        case .planDamaged: "A saved plan was changed after it was written: its digest differs."
        case .planNotApproved: "The digest of `--approve` differs from that of the saved plan."
        case .planStale:
            """
            Something changed after the plan was saved: a file of the configuration, a row, a fragment, or what is \
            due. Nothing was done.
            """
        case .metricsUnwritable:
            "The file of `--metrics-file` cannot be written. The run itself is not affected."
        case .metricsDamaged:
            """
            The file of `--metrics-file` held text that Keyturn did not write. It was replaced, and counters of \
            failures restart.
            """
        }
    }
}

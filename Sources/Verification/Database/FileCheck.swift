internal import Model

/// Whether we may work on the file, and no one else may read it.
struct FileCheck {
    private let file: DatabaseFile

    /// Whether its table has the keys' texts, rather than digests of them.
    private let keepsTexts: Bool

    init(_ file: DatabaseFile, of environment: Environment) {
        self.file = file
        keepsTexts = environment.profile.map { $0.stored.scheme == .plain } ?? true
    }

    var results: [CheckResult] {
        var results: [CheckResult] = []
        if !file.mayWrite || !file.mayWriteBeside {
            results.append(
                CheckResult(
                    .databaseRights,
                    .fail,
                    file.mayWrite
                        ? "no file can be created next to the database, which its journal needs (\(file.journalMode))"
                        : "this user cannot write the database's file",
                    fix: "let the user that runs keyturn write the file and its folder"
                )
            )
        }
        // Read or write for everyone: keys are in the file, or what tells whether a guess is one.
        if file.mode & 0o006 != 0 {
            let mode = String(file.mode & 0o777, radix: 8)
            let access =
                file.mode & 0o004 == 0
                ? "write to it, and add keys" : "read the \(keepsTexts ? "keys" : "digests of keys") in it"
            results.append(
                CheckResult(
                    .databaseRights,
                    .warn,
                    "the database's file has mode 0\(mode): every user of this machine can \(access)",
                    fix: "chmod o-rwx the file"
                )
            )
        }
        return results.isEmpty
            ? [CheckResult(.databaseRights, .pass, "this user can write the file, and not everyone can read it")]
            : results
    }
}

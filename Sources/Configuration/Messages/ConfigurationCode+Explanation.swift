extension ConfigurationCode {
    package var explanation: String {
        switch self {
        case .missingFolder: "The folder of environment files does not exist. `keyturn init` makes one."
        case .emptyFolder: "The folder contains no environment files file. `keyturn init` writes the first."
        case .unreadableFile: "A file of the configuration cannot be read."
        case .fileTooLarge: "A file is larger than any real configuration; it is refused before it is read."
        case .unknownFile:
            "A file that is not an environment: its name begins with an underscore, or it is a compose file."
        case .ignoredFile: "A file that looks like an environment but is not read, because of its ending."
        case .badFileName: "An environment file's name cannot serve as an environment's name."
        case .moreDiagnostics: "A file has more problems than are shown; fix those that are, and look again."
        case .mergeKey: "`<<` is not supported. Put what environments have in common into `_defaults.yaml`."
        case .unknownField: "A field that does not exist here, most often a misspelt one."
        case .misplacedField: "A field that does not fit the map, the kind of delivery or the file that it is in."
        case .missingField: "A required field is missing."
        case .duplicateKey: "One map has the same key twice; YAML readers would silently use one of them."
        case .wrongType: "A value is of another type than the field expects."
        case .badDuration: "A duration is one whole number and one unit: `90s 15m 36h 30d 2w`."
        case .badValue: "A value that the field does not accept."
        case .missingVariable:
            """
            A variable is not set and the reference to it has no default. Set it where keyturn runs, or in a `.env` beside \
            the folder of environment files; or write `${NAME:-default}`.
            """
        case .badInterpolation: "Only `${NAME}`, `${NAME:-default}` and `$$` may follow a dollar."
        case .nameMismatch:
            "`environment` must match the file's name: a copied file must not pass for another environment."
        case .badName: "A name that cannot be used in file names, compose files or shells."
        case .badDatabaseURL: "`database.url` must be `postgresql://…` or `sqlite:PATH`."
        case .passwordInFile: "A password is in the file. Use a variable, PGPASSFILE or a libpq service instead."
        case .badOutput: "The output folder cannot be one of Keyturn's own or the whole file system."
        case .outsideOutput: "A fragment would be written outside its environment's output folder."
        case .reservedPath: "A fragment has a name that Keyturn keeps for itself."
        case .sharedDatabase: "Two environments use the same key table of one database: each must have its own."
        case .auditIsDatabase:
            "`audit.path` names the file of a SQLite database. Both are locked while they are written: give the audit file a name "
                + "of its own."
        case .auditIsFragment:
            "`audit.path` names a file that keys are delivered to. Give the audit file its own name."
        case .sharedAudit:
            "Two environments write into one audit file. Its chain could not show from which of them an entry is "
                + "missing."
        case .sharedOutput: "Two environments use the same output folder, or one inside the other's."
        case .duplicateIdentity: "Two identities of one environment have the same owner and key name: the same rows."
        case .ownerConflict: "Identities disagree about one owner: its id, e-mail and name must go together."
        case .tooLong: "A value is longer than the database's column, varchar(255)."
        case .badPrefix:
            "A key's prefix may contain letters, digits, `_` and `-`: other characters are not read the same way "
                + "everywhere."
        case .badVariable: "A variable's name must be letters, digits and `_`, not beginning with a digit."
        case .keyInFile:
            """
            A key was written where a name belongs, such as that of a variable, a file or an owner. Names are shown everywhere. Write the \
            name, and treat the key as leaked if the file was committed.
            """
        case .secretShown:
            """
            A variable that holds a password or a pepper is used where its value would be shown, as in a name or a \
            path. Anyone who proposes a change could name variables, and read the plan.
            """
        case .weakKey:
            """
            A key has too few random bits and could be guessed: fewer than 128, or fewer than 80 that no column of the table \
            shows, or too few in the only piece that the server checks.
            """
        case .badMode: "File permissions must be octal digits, and never let others write."
        case .badSchedule:
            "The fields of a rotation contradict each other: a key would expire before it could be replaced."
        case .badCron:
            "`cron` is five fields, as in a crontab, or a shortcut such as `@daily`, and must name a day that exists."
        case .badTimezone: "A time zone is a name of the IANA database, such as `Europe/Berlin`, or `UTC`."
        case .uselessDeadline:
            "`adoptionDeadline` has no effect: it passes before `quiet` is over, or only after the replaced key has "
                + "expired."
        case .unusedField: "A field that has no effect without another one, which is missing."
        case .badFingerprint:
            "A revoked key is named by the first 12 to 64 hex digits of its SHA-256, never by the key."
        case .secretInReason: "The reason of a revocation contains what looks like a whole key; it would be shown."
        case .duplicateRevocation: "`_revoked.yaml` names the same key twice."
        case .missingTemplate: "A delivery names a template that does not exist."
        case .templateOutside:
            """
            A delivery names a template by an absolute path, or one that leads out of the configuration's repository, by `..` \
            or a link. What a template holds is shown in plans, so it must come from the repository.
            """
        case .unknownRule: "`_policy.yaml` names a rule that does not exist. `keyturn policy list` shows those that do."
        case .unknownEnvironment:
            "A rule in `_policy.yaml` names an environment that is not declared here: an error if a declared one "
                + "has a similar name, else a warning, since its file may be elsewhere."
        case .duplicateWatch: "An environment watches the same column, or the same variable of a file, twice."
        case .watchedLabel: "`label` names a column that is watched: its values would be shown."
        case .pepperInFile: "A pepper is in the file. It must come from a variable alone, without a default."
        case .weakPepper: "A pepper has fewer than 16 characters, so it can be guessed. Generate one at random."
        case .badProfile:
            "A profile has a part that is not valid, parts that do not go together, or lacks what a run needs."
        case .unknownProfile:
            "A profile is named that is neither shipped nor in `_profiles.yaml`. `keyturn profile list` shows those that are."
        case .notInProfile:
            "An identity asks for something that its key table, as the profile describes it, does not have."
        }
    }
}

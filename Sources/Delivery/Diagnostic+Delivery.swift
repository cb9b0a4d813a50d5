internal import Diagnostics
internal import Glibc

/// Paths are given relative to the output folder, and shown absolute.
extension Diagnostic {
    /// `file` is what stands where the folder, or one around it, belongs.
    static func outputFolder(_ error: SystemError, file: String?, _ output: OutputName) -> Diagnostic {
        let why = file.map { "\($0) is not a folder" } ?? error.words
        return Diagnostic(
            .error,
            DeliveryCode.outputFolder,
            file == output.path
                ? "the output folder \(output.path) is not a folder"
                : "the output folder \(output.path) cannot be used: \(why)",
            fix: file != nil
                ? "Move the existing file away, or name another folder as `output`." : remedy(for: error),
            address: output.environment
        )
    }

    static func outputFolderReplaced(_ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.outputFolder,
            "the output folder \(output.path) was replaced during the run",
            detail: "Another folder, or a link to one, is in its place. Nothing was written there.",
            fix: "Find out who replaced it, and run keyturn again.",
            address: output.environment
        )
    }

    /// `path` is a folder in it; empty for itself.
    static func unwritable(_ error: SystemError, _ output: OutputName, _ path: String = "") -> Diagnostic {
        Diagnostic(
            .warning,
            DeliveryCode.write,
            (path.isEmpty ? "the output folder \(output.path)" : "the folder \(output.file(path))")
                + " cannot be written to: \(error.words)",
            detail: "Writing will be refused, before any key is issued.",
            fix: remedy(for: error),
            address: output.environment
        )
    }

    /// `path` is the fragment, or a folder that it is in.
    static func unreadable(_ path: String, _ error: SystemError, _ output: OutputName) -> Diagnostic {
        let isRefused = error.number == EACCES || error.number == EPERM
        return Diagnostic(
            .error,
            DeliveryCode.unreadable,
            "\(output.file(path)) cannot be read: \(error.words)",
            detail: "Its content must be known before anything is written.",
            fix: isRefused ? "Run keyturn as its owner, or change its mode or owner." : remedy(for: error),
            address: output.environment
        )
    }

    static func path(_ path: String, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.path,
            "\"\(path)\" is not the name of a file inside the output folder",
            detail: "This is an error in keyturn.",
            fix: "Report it, with what `keyturn validate` shows.",
            address: output.environment
        )
    }

    static func obstacle(_ path: String, _ kind: FileKind, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.obstacle,
            "\(output.file(path)) cannot be written: \(kind.words) is in its place",
            detail: "Only regular files are replaced, and no link is followed.",
            fix: "Move it away, or deliver to another file.",
            address: output.environment
        )
    }

    static func folder(_ path: String, _ error: FolderError, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            error.kind.map { $0 == .folder } ?? true ? DeliveryCode.write : DeliveryCode.obstacle,
            "\(output.file(path)) cannot be written: \(error.words)",
            detail: error.kind == .link ? "No link inside the output folder is followed." : nil,
            fix: error.kind.map { $0 == .folder } ?? true
                ? remedy(for: error.error) : "Move it away, or deliver to another folder.",
            address: output.environment
        )
    }

    static func write(_ path: String, _ error: SystemError, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.write,
            "\(output.file(path)) cannot be written: \(error.words)",
            fix: remedy(for: error),
            address: output.environment
        )
    }

    static func remove(_ path: String, _ error: SystemError, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.write,
            "\(output.file(path)) cannot be removed: \(error.words)",
            detail: "It contains only the variables to be removed.",
            fix: remedy(for: error),
            address: output.environment
        )
    }

    static func sweep(_ path: String, _ error: SystemError, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.sweep,
            "\(output.file(path)), left behind by a killed run, cannot be removed: \(error.words)",
            detail: "It may hold a key.",
            fix: remedy(for: error),
            address: output.environment
        )
    }

    static func sweepFolder(_ folder: String, _ error: SystemError, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.sweep,
            "\(output.file(folder)) cannot be searched for temporary files of killed runs: \(error.words)",
            detail: "Such a file may hold a key.",
            fix: remedy(for: error),
            address: output.environment
        )
    }

    static func account(_ path: String, _ what: String, _ name: String, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.account,
            "\(output.file(path)) cannot be written: no \(what) \"\(name)\" on this machine",
            fix: "Create it, or name another \(what) in the delivery.",
            address: output.environment
        )
    }

    static func ownership(_ path: String, _ error: SystemError, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.ownership,
            "\(output.file(path)) cannot be given its owner and group: \(error.words)",
            detail: "Where none are declared, a file that users own keeps those that it has.",
            fix: "Run keyturn as that user or as root, or declare another `owner` and `group`.",
            address: output.environment
        )
    }

    private static func remedy(for error: SystemError) -> String {
        switch error.number {
        case ENOSPC, EDQUOT: "Free some space, then run keyturn again."
        case EACCES, EPERM: "Let the user that runs keyturn read and write there, then run it again."
        case EROFS: "Make the file system writable, or choose another output folder."
        case ENAMETOOLONG: "Choose a shorter name."
        case ENOTDIR: "Move away the file that is where a folder should be."
        case ELOOP: "Fix the circular symbolic links."
        case EMFILE, ENFILE: "Raise the limit of open files, then run keyturn again."
        case EIO: "Check the system log: the disk reported an error. Then run keyturn again."
        default: "Fix it, then run keyturn again."
        }
    }
}

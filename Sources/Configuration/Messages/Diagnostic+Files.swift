internal import Diagnostics
internal import YAML

extension Diagnostic {
    static func missingFolder(_ folder: String, isFile: Bool) -> Diagnostic {
        Diagnostic(
            .error,
            ConfigurationCode.missingFolder,
            isFile ? "`\(folder)` is a file, not a folder of environments" : "the folder `\(folder)` does not exist",
            fix: "name the folder of environment files with -C, or run `keyturn init` to make one"
        )
    }

    /// The folder is most likely the one above that of the environments.
    static func composeFile(_ file: String, isAbove: Bool, _ folder: String) -> Diagnostic {
        Diagnostic(
            .error,
            ConfigurationCode.unknownFile,
            "`\(file)` is a compose file, not an environment",
            fix: isAbove
                ? "did you mean -C \(folder)/environments?"
                : "name the folder of the environment files with -C",
            at: SourceLocation(file: file, line: 1, column: 1)
        )
    }

    static func unreadableFolder(_ folder: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .error,
            ConfigurationCode.unreadableFile,
            "the folder `\(folder)` cannot be read: \(reason)",
            fix: "check the permissions of the folder"
        )
    }

    /// The folder is most likely the one above that of the environments, where such a one is in it.
    static func emptyFolder(_ folder: String, isAbove: Bool) -> Diagnostic {
        Diagnostic(
            .error,
            ConfigurationCode.emptyFolder,
            "the folder `\(folder)` contains no environment files",
            detail: "an environment is a file NAME.yaml whose name does not begin with an underscore",
            fix: isAbove ? "did you mean -C \(folder)/environments?" : "run `keyturn init` to write the first"
        )
    }

    static func unreadableFile(_ file: String, _ problem: FileProblem, address: String?) -> Diagnostic {
        let at = SourceLocation(file: file, line: 1, column: 1)
        switch problem {
        case .tooLarge(let bytes):
            return Diagnostic(
                .error,
                ConfigurationCode.fileTooLarge,
                "the file has \(bytes) bytes, more than the \(YAMLLimits.fileBytes) that are read",
                fix: "check that it is an environment file; split a larger one into several environments",
                at: at,
                address: address
            )
        case .missing:
            return Diagnostic(
                .error,
                ConfigurationCode.unreadableFile,
                "the file is gone, or a link that leads nowhere",
                fix: "restore the file, or remove the link",
                at: at,
                address: address
            )
        case .wrongKind:
            return Diagnostic(
                .error,
                ConfigurationCode.unreadableFile,
                "this is not a regular file",
                fix: "put a file in its place, or give it another name",
                at: at,
                address: address
            )
        case .unreadable(let reason):
            return Diagnostic(
                .error,
                ConfigurationCode.unreadableFile,
                "the file cannot be read: \(reason)",
                fix: "check the permissions of the file",
                at: at,
                address: address
            )
        }
    }

    static func unknownFile(_ name: String, nearest: String?, _ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            ConfigurationCode.unknownFile,
            "`\(name)` is not a file that Keyturn knows",
            detail: "names that begin with an underscore are reserved for other files",
            fix: nearest.map { "did you mean `\($0)`?" } ?? "give it a name without the underscore",
            at: SourceLocation(file: file, line: 1, column: 1)
        )
    }

    /// `isAlone`: nothing else in the folder is an environment.
    static func ignoredFile(_ name: String, _ file: String, isAlone: Bool) -> Diagnostic {
        let stem = name.split(separator: ".").dropLast().joined(separator: ".")
        return Diagnostic(
            isAlone ? .error : .warning,
            ConfigurationCode.ignoredFile,
            "`\(name)` is not read: environment files end in .yaml",
            fix: isAlone ? "rename it to \(stem).yaml" : "rename it to \(stem).yaml, or move it elsewhere",
            at: SourceLocation(file: file, line: 1, column: 1)
        )
    }

    static func badFileName(_ name: String, _ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            ConfigurationCode.badFileName,
            "`\(name)` cannot name an environment",
            detail: WellFormed.rule,
            fix: "rename the file",
            at: SourceLocation(file: file, line: 1, column: 1)
        )
    }

    static func moreDiagnostics(_ count: Int, in file: String, at location: SourceLocation, address: String?)
        -> Diagnostic
    {
        Diagnostic(
            .note,
            ConfigurationCode.moreDiagnostics,
            "\(count) more problems in this file are not shown",
            fix: "fix those that are shown, then look again",
            at: location,
            address: address
        )
    }
}

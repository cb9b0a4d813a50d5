internal import Configuration
internal import Diagnostics
internal import Fragments
internal import Model

/// Variables from a dotenv file, for `${NAME}` in the configuration: those that the process does not set.
enum VariablesFile {
    /// What became of the file.
    struct Reading {
        /// Those of the process, filled up.
        let variables: [String: String]

        /// What is wrong with the file; nil for nothing.
        let problem: Diagnostic?

        /// The file that was read; nil for none.
        var file: String?

        /// The names of the variables that it set.
        var filled: [String] = []
    }

    /// The process's variables, filled up from the file that was named, or from `.env` in the folder of environment files
    /// or else beside it.
    static func filled(_ variables: [String: String], named: String?, config: String) -> Reading {
        let path: String
        let bytes: [UInt8]
        do throws(FileProblem) {
            guard let found = try read(named, config) else { return Reading(variables: variables, problem: nil) }
            (path, bytes) = found
        } catch {
            return Reading(variables: variables, problem: named.map { unreadable($0, .error, error.words) })
        }
        guard let (texts, ignored) = DotenvTexts.all(in: Secret(bytes)) else {
            let reason = "a quote is never closed, or it is not a text file"
            return Reading(variables: variables, problem: unreadable(path, named == nil ? .warning : .error, reason))
        }
        let filled = texts.merging(variables) { _, process in process }
        return Reading(
            variables: filled,
            problem: ignored.isEmpty ? nil : undefined(ignored, in: path),
            file: path,
            filled: texts.keys.filter { variables[$0] == nil }
        )
    }

    /// The first of the candidates that can be read.
    ///
    /// - Throws: ``FileProblem`` of a file that was named; one that is only looked for may be missing.
    private static func read(_ named: String?, _ config: String) throws(FileProblem) -> (path: String, bytes: [UInt8])?
    {
        let files = DiskFiles()
        if let named {
            return (named, try files.read(PathText.absolute(named, in: files.workingFolder), limit: largest))
        }
        for path in ["\(config)/.env", ConfigurationFolder.sibling(".env", of: config)] {
            let absolute = PathText.absolute(path, in: files.workingFolder)
            if let bytes = try? files.read(absolute, limit: largest) { return (path, bytes) }
        }
        return nil
    }

    private static let largest = 1 << 20

    /// Without the text of a line, which may be a password on two lines.
    private static func undefined(_ lines: [Int], in path: String) -> Diagnostic {
        let shown = lines.prefix(5).map(String.init).joined(separator: ", ") + (lines.count > 5 ? ", …" : "")
        return Diagnostic(
            .warning,
            CommandCode.variablesIgnored,
            "\(PlainText.line(path)): "
                + (lines.count == 1 ? "line \(shown) defines no variable" : "lines \(shown) define no variable"),
            detail: "Other lines of the file are used.",
            fix: "write NAME=value; put a value of several lines in quotes"
        )
    }

    private static func unreadable(_ path: String, _ severity: Diagnostic.Severity, _ reason: String) -> Diagnostic {
        Diagnostic(
            severity,
            CommandCode.variablesUnreadable,
            "\(PlainText.line(path)) cannot be read: \(reason)",
            fix: "correct the file, or name another one with --env-file"
        )
    }
}

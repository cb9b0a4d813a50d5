package import Diagnostics
internal import Redaction

/// Why a fragment cannot be written. Paths are absolute.
///
/// None of them has a location: whoever shows a diagnostic shows the line that it points at, and lines of fragments
/// hold keys. Line numbers are in the text.
extension Diagnostic {
    static func obstacle(_ path: String, _ what: String, _ environment: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.obstacle,
            "\(path) cannot be written: \(what) is in its place",
            detail: "Only regular files are replaced.",
            fix: "Move it away, or deliver to another file.",
            address: environment
        )
    }

    /// A whole file of someone else's stands where one of Keyturn's belongs.
    package static func foreignFile(_ path: String, _ environment: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.foreignFile,
            "\(path) was not written by keyturn, and would be replaced as a whole",
            detail: "It holds no key that the database knows, and its content would be lost.",
            fix: "Move it away if it is needed, delete it, or deliver to another file.",
            address: environment
        )
    }

    static func keyAlphabet(_ path: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.keyAlphabet,
            "the key cannot be written to \(path)",
            detail: """
                It has characters other than [A-Za-z0-9_-] and single `.`, `:` or `~` between them, or none at all; \
                Compose, the Docker CLI, Node and python-dotenv would read it differently.
                """,
            fix: "Replace the key (`keyturn rotate IDENTITY --now`), or deliver it as a secret file.",
            address: address
        )
    }

    static func publicPart(_ path: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.keyAlphabet,
            "the public part of the key cannot be written to \(path)",
            detail: """
                Its row has none, or one that is shorter than \(KeyWord.shortest) characters or has others than \
                [A-Za-z0-9_-] and single `.`, `:` or `~` between them.
                """,
            fix: "Replace the key: `keyturn rotate IDENTITY --now`.",
            address: address
        )
    }

    static func keyEncoding(_ path: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.keyAlphabet,
            "the key cannot be written to \(path)",
            detail: "It is not valid UTF-8, which a text from a template must be.",
            fix: "Replace the key (`keyturn rotate IDENTITY --now`), or deliver it as a secret file.",
            address: address
        )
    }

    static func keyMissing(_ path: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.keyMissing,
            "\(path) cannot be written: the identity has no key yet",
            detail: "This is an error in keyturn.",
            fix: "Report it, with what `keyturn plan` shows.",
            address: address
        )
    }

    static func dotenvTwice(_ path: String, _ variable: String, lines: [Int], _ address: String) -> Diagnostic {
        let places = lines.map(String.init)
        let list = places.dropLast().joined(separator: ", ") + " and " + (places.last ?? "")
        return Diagnostic(
            .error,
            FragmentCode.dotenvTwice,
            "\(path) defines \(variable) more than once, in lines \(list)",
            detail: "Which one counts depends on the program that reads the file, so the file was not changed.",
            fix: "Remove all but one of these lines.",
            address: address
        )
    }

    static func dotenvSyntax(_ path: String, line: Int, _ what: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.dotenvSyntax,
            "\(path) cannot be edited safely: line \(line): \(what)",
            detail: "The file has no keyturn header, so it is yours and everything else in it must be kept.",
            fix: "Write the line as NAME=value, or close its quotes.",
            address: address
        )
    }

    static func dotenvScript(_ path: String, line: Int, _ what: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.dotenvSyntax,
            "\(path) cannot be edited safely: this file is a shell script: line \(line): \(what)",
            detail:
                "Keyturn changes one line, and cannot predict what a shell makes of the whole file. The file was not "
                + "changed.",
            fix: "Deliver to a plain file of NAME=value lines, and let the script read it last.",
            address: address
        )
    }

    static func dotenvLine(_ path: String, line: Int, _ what: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.dotenvFormat,
            "\(path) is not a dotenv file: line \(line): \(what)",
            detail: "The file has no keyturn header, so it is yours and everything in it must be kept.",
            fix: "Write the line as NAME=value or as a comment, or deliver to another file.",
            address: address
        )
    }

    static func dotenvBinary(_ path: String, line: Int, _ what: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.dotenvSyntax,
            "\(path) is not a dotenv file: line \(line) \(what)",
            detail: "The file has no keyturn header, so it is yours and everything in it must be kept.",
            fix: "Deliver to another file, or remove the NUL byte from this one.",
            address: address
        )
    }

    static func dotenvForeign(_ path: String, _ format: ForeignFormat, _ address: String) -> Diagnostic {
        switch format {
        case .encrypted(let tool):
            Diagnostic(
                .error,
                FragmentCode.dotenvEncrypted,
                "\(path) cannot be edited: this file is encrypted (\(tool))",
                detail: "The key would be written in plain text, and the next commit could publish it.",
                fix: "Deliver to a file that is not encrypted.",
                address: address
            )
        case .other(let name):
            Diagnostic(
                .error,
                FragmentCode.dotenvFormat,
                "\(path) is not a dotenv file: it looks like \(name)",
                detail: "The file has no keyturn header, so it is yours and everything in it must be kept.",
                fix: "Deliver to another file, or through a template.",
                address: address
            )
        }
    }

    static func templateMissing(_ path: String, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.templateSyntax,
            "\(path) cannot be written: its template cannot be read",
            fix: "Run `keyturn validate` and fix the template.",
            address: address
        )
    }
}

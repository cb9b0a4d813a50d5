internal import Diagnostics

extension Diagnostic {
    static func hindrance(_ hindrance: Hindrance, at path: String, _ output: OutputName) -> Diagnostic {
        let file = output.file(path)
        let code: DeliveryCode
        let why: String
        let detail: String
        let fix: String
        switch hindrance {
        case .otherNames(let number):
            code = .hardLink
            why = number == 1 ? "another name leads to the same file" : "\(number) other names lead to the same file"
            detail =
                "A file is replaced as a whole: the other name would keep the old key, and its readers would be refused once that key expires."
            fix =
                "Replace the hard link by a symbolic link to this file, or deliver there as well. `find -samefile` finds it."
        case .mounted:
            code = .mounted
            why = "it is a mount point"
            detail = "A mounted file cannot be replaced by a rename, and its readers would not see the new one."
            fix = "Mount the folder instead of the file."
        case .immutable, .appendOnly:
            code = .immutable
            why = hindrance == .immutable ? "it is immutable" : "it is append-only"
            detail = "With that attribute, not even root can replace the file."
            fix = "Run `chattr -\(hindrance == .immutable ? "i" : "a")` on it, or deliver to another file."
        case .folderImmutable, .folderAppendOnly:
            code = .immutable
            why = hindrance == .folderImmutable ? "its folder is immutable" : "its folder is append-only"
            detail = "With that attribute, not even root can replace files there."
            fix = "Run `chattr -\(hindrance == .folderImmutable ? "i" : "a")` on the folder, or deliver to another one."
        case .sticky:
            code = .ownership
            why = "it belongs to another user, and so does its folder, which has the sticky bit"
            detail = "Only their owners and root can replace such a file."
            fix = "Run keyturn as its owner, or remove the sticky bit from the folder."
        }
        return Diagnostic(
            .error,
            code,
            "\(file) cannot be replaced: \(why)",
            detail: detail,
            fix: fix,
            address: output.environment
        )
    }

    /// `what` is a kind of attribute, never a name or a value that someone chose.
    static func notKept(_ what: String, _ error: SystemError, of path: String, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .error,
            DeliveryCode.attributes,
            "\(output.file(path)) cannot be replaced: its \(what) cannot be kept: \(error.words)",
            detail: "The file belongs to its users, so its attributes must be kept. Nothing was written.",
            fix: "Run keyturn as a user who can set it, remove it from the file, or deliver to another file.",
            address: output.environment
        )
    }

    static func foreignOwner(_ owner: String, of path: String, isUsers: Bool, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .warning,
            DeliveryCode.foreignOwner,
            "\(output.file(path)) belongs to \(owner), which no delivery declares",
            detail: isUsers
                ? "The owner of a file can read the keys in it. The file is not keyturn's own, so its owner is kept."
                : "The owner of a file can read the keys in it. The next write gives it the declared owner again.",
            fix:
                "If that is intended, declare `owner: \(owner)`; otherwise remove the file, and rotate the keys in it.",
            address: output.environment
        )
    }

    /// `folder` is nil for the output folder itself.
    static func openFolder(_ mode: String, _ folder: String?, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .warning,
            DeliveryCode.openFile,
            "\(folder.map { output.file($0) } ?? output.path) has mode \(mode): every user of this machine can replace its files",
            detail: "Anyone who can replace a fragment controls what its consumers use.",
            fix: "Run `chmod o-w` on the folder.",
            address: output.environment
        )
    }

    static func openFile(_ mode: String, of path: String, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .warning,
            DeliveryCode.openFile,
            "\(output.file(path)) has mode \(mode): every user of this machine can read the keys in it",
            detail: "The file is not keyturn's own, so its mode is kept.",
            fix: "Run `chmod o=` on it, or declare the intended `mode`.",
            address: output.environment
        )
    }
}

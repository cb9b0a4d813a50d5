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
            detail = "A file is replaced as a whole: the other name would keep the old key, and go dark when it ends."
            fix = "Make the hard link a symbolic link to this file, or deliver there, too. `find -samefile` finds it."
        case .mounted:
            code = .mounted
            why = "it is a mount point"
            detail = "Nothing can be renamed over a file that is mounted, and its readers would not see the new one."
            fix = "Mount the folder instead of the file."
        case .immutable, .appendOnly:
            code = .immutable
            why = hindrance == .immutable ? "it is immutable" : "it can only be appended to"
            detail = "Someone set that attribute, and not even root may replace such a file."
            fix = "Run `chattr -\(hindrance == .immutable ? "i" : "a")` on it, or deliver to another file."
        case .folderImmutable, .folderAppendOnly:
            code = .immutable
            why = hindrance == .folderImmutable ? "its folder is immutable" : "its folder can only be added to"
            detail = "Someone set that attribute, and not even root may replace files there."
            fix = "Run `chattr -\(hindrance == .folderImmutable ? "i" : "a")` on the folder, or deliver to another one."
        case .sticky:
            code = .ownership
            why = "it belongs to another user, and so does its folder, which has the sticky bit"
            detail = "Only their owners and root may replace such a file."
            fix = "Run keyturn as its owner, or take the sticky bit off the folder."
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
            detail: "The file is its users' own, and what is on it must stay on it. Nothing was written.",
            fix: "Run keyturn as a user who may set it, take it off the file, or deliver to another file.",
            address: output.environment
        )
    }

    static func foreignOwner(_ owner: String, of path: String, isUsers: Bool, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .warning,
            DeliveryCode.foreignOwner,
            "\(output.file(path)) belongs to \(owner), which no delivery declares",
            detail: isUsers
                ? "Whoever owns a file reads the keys in it. The file is not keyturn's own, so its owner is kept."
                : "Whoever owns a file reads the keys in it. When it is written next, it becomes keyturn's own again.",
            fix: "Declare `owner: \(owner)` where that is meant; else remove the file, and rotate what it held.",
            address: output.environment
        )
    }

    /// `folder` is nil for the output folder itself.
    static func openFolder(_ mode: String, _ folder: String?, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .warning,
            DeliveryCode.openFile,
            "\(folder.map { output.file($0) } ?? output.path) has mode \(mode): everyone on this machine may replace its files",
            detail: "Whoever replaces a fragment chooses what its consumers use.",
            fix: "Run `chmod o-w` on the folder.",
            address: output.environment
        )
    }

    static func openFile(_ mode: String, of path: String, _ output: OutputName) -> Diagnostic {
        Diagnostic(
            .warning,
            DeliveryCode.openFile,
            "\(output.file(path)) has mode \(mode): everyone on this machine has the keys in it",
            detail: "The file is not keyturn's own, so its mode is kept.",
            fix: "Run `chmod o=` on it, or declare the `mode` that it is to have.",
            address: output.environment
        )
    }
}

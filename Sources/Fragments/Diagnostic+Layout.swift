internal import Diagnostics

/// Conflicts between deliveries. `first` is the delivery that was there before, `location` the one that is refused.
extension Diagnostic {
    static func filePath(_ path: String, at location: SourceLocation, _ address: String) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.filePath,
            "\"\(path)\" is not the name of a file inside the output folder",
            detail: "Nothing is ever written outside the output folder.",
            fix: "Name the file relative to the output folder, without `..`, and not like `.keyturn-….tmp`.",
            at: location,
            address: address
        )
    }

    static func fileConflict(
        _ path: String,
        _ one: String,
        _ other: String,
        first: SourceLocation,
        at location: SourceLocation,
        _ address: String
    ) -> Diagnostic {
        let summary =
            one == other ? "\(path) is delivered twice" : "\(path) cannot be both \(one) and \(other)"
        return Diagnostic(
            .error,
            FragmentCode.fileConflict,
            summary,
            detail: "The first delivery of this file is at \(first).",
            fix: "Give one of the two files another name.",
            at: location,
            address: address
        )
    }

    static func fileInsideFile(
        _ path: String,
        _ folder: String,
        first: SourceLocation,
        at location: SourceLocation,
        _ environment: String
    ) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.fileInsideFile,
            "\(path) needs a folder where \(folder) is a file",
            detail: "\(folder) is delivered at \(first).",
            fix: "Rename one of the two.",
            at: location,
            address: environment
        )
    }

    static func fileCase(
        _ path: String,
        _ other: String,
        first: SourceLocation,
        at location: SourceLocation,
        _ environment: String
    ) -> Diagnostic {
        Diagnostic(
            .warning,
            FragmentCode.fileCase,
            "\(path) and \(other) differ only in case",
            detail: "\(other) is delivered at \(first). On a file system that ignores case they are one file.",
            fix: "Rename one of the two.",
            at: location,
            address: environment
        )
    }

    static func attributes(
        _ path: String,
        _ differing: [String],
        first: SourceLocation,
        at location: SourceLocation,
        _ address: String
    ) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.attributes,
            "\(path) is declared with \(differing.joined(separator: ", "))",
            detail: "The first declaration is at \(first).",
            fix: "Declare mode, owner and group of a shared file once, or the same in each delivery.",
            at: location,
            address: address
        )
    }

    static func variableTwice(
        _ variable: String,
        _ place: String,
        first: SourceLocation,
        at location: SourceLocation,
        _ address: String
    ) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.variableTwice,
            "variable \(variable) \(place) is delivered twice",
            detail: "The first delivery of it is at \(first).",
            fix: "Rename one of the two variables, or remove one delivery.",
            at: location,
            address: address
        )
    }

    static func secretTwice(
        _ path: String,
        first: SourceLocation,
        at location: SourceLocation,
        _ address: String
    ) -> Diagnostic {
        Diagnostic(
            .error,
            FragmentCode.secretTwice,
            "\(path) is delivered by two identities",
            detail: "The first delivery of this secret is at \(first).",
            fix: "Rename one of the two secrets.",
            at: location,
            address: address
        )
    }
}

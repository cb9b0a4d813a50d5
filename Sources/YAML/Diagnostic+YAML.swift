internal import Diagnostics

extension Diagnostic {
    static func utf16(_ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.invalidEncoding,
            "the file is UTF-16, not UTF-8",
            fix: "save it as UTF-8",
            at: SourceLocation(file: file, line: 1, column: 1)
        )
    }

    static func invalidEncoding(byte: UInt8, offset: Int, _ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.invalidEncoding,
            "the file is not UTF-8: byte 0x\(hex(UInt32(byte), 2)) at offset \(offset)",
            fix: "save the file as UTF-8",
            at: location
        )
    }

    static func controlCharacter(_ scalar: UInt32, _ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.controlCharacter,
            "the character U+\(hex(scalar, 4)) is not allowed in a file",
            detail: "control characters and invisible line breaks would hide what the file says",
            fix: "remove it, or write it as an escape in double quotes",
            at: location
        )
    }

    static func tabIndentation(_ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.tabIndentation,
            "this line is indented with a tab",
            detail: "YAML is indented with spaces: the width of a tab depends on the editor",
            fix: "replace the tab by spaces",
            at: location
        )
    }

    static func yamlSyntax(_ problem: String, _ detail: String?, fix: String, _ location: SourceLocation) -> Diagnostic
    {
        Diagnostic(
            .error,
            YAMLCode.yamlSyntax,
            "this is not valid YAML: \(problem)",
            detail: detail,
            fix: fix,
            at: location
        )
    }

    static func emptyFile(_ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.emptyFile,
            "the file is empty",
            fix: "write the environment into it, or remove the file",
            at: SourceLocation(file: file, line: 1, column: 1)
        )
    }

    static func severalDocuments(_ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.severalDocuments,
            "a second document begins here",
            detail: "a file holds one environment",
            fix: "move it to its own file",
            at: location
        )
    }

    static func explicitTag(_ tag: String, _ location: SourceLocation) -> Diagnostic {
        let core = "tag:yaml.org,2002:"
        let shown = tag.hasPrefix(core) ? "!!" + tag.dropFirst(core.count) : tag
        return Diagnostic(
            .error,
            YAMLCode.explicitTag,
            "the tag `\(shown)` is not read",
            detail: "tags would change the meaning of a value",
            fix: "remove the tag; to make a value text, quote it",
            at: location
        )
    }

    static func unknownAlias(_ name: String, known: [String], _ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.badAlias,
            "no anchor `&\(name)` precedes this alias",
            fix: NearestName.of(name, among: known).map { "did you mean `*\($0)`?" }
                ?? "define the anchor above, or quote the value if it is text that begins with *",
            at: location
        )
    }

    static func recursiveAlias(_ name: String, _ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.badAlias,
            "the alias `*\(name)` is inside the value that it names",
            detail: "its value would never end",
            fix: "write the value out",
            at: location
        )
    }

    static func aliasExpansion(_ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.tooComplex,
            "the aliases of this file expand to more than \(YAMLLimits.aliasedNodes) values",
            fix: "write the values out, or put what environments have in common into _defaults.yaml",
            at: location
        )
    }

    static func tooManyNodes(_ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.tooComplex,
            "the file holds more than \(YAMLLimits.nodes) values",
            fix: "split it into several environments",
            at: location
        )
    }

    static func tooDeep(_ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.tooComplex,
            "maps and lists are nested more than \(YAMLLimits.depth) deep here",
            fix: "check that this is an environment file: those need five levels",
            at: location
        )
    }

    static func outOfMemory(_ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            YAMLCode.tooComplex,
            "there is not enough memory to read the file",
            at: SourceLocation(file: file, line: 1, column: 1)
        )
    }

    private static func hex(_ number: UInt32, _ digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

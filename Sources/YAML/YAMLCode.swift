internal import Diagnostics

/// What makes a text no YAML that is read here.
package enum YAMLCode: String, CaseIterable, DiagnosticCode {
    case invalidEncoding = "invalid-encoding"
    case controlCharacter = "control-character"
    case tabIndentation = "tab-indentation"
    case yamlSyntax = "yaml-syntax"
    case emptyFile = "empty-file"
    case severalDocuments = "several-documents"
    case explicitTag = "explicit-tag"
    case badAlias = "bad-alias"
    case tooComplex = "too-complex"

    package var explanation: String {
        switch self {
        case .invalidEncoding: "The file is not UTF-8."
        case .controlCharacter:
            "The file contains an invisible character, or one that breaks lines where editors do not."
        case .tabIndentation: "YAML is indented with spaces; tabs are not allowed."
        case .yamlSyntax: "The text is not YAML."
        case .emptyFile: "The file holds no document, only comments or nothing at all."
        case .severalDocuments: "A configuration file holds one document; a second one is refused rather than ignored."
        case .explicitTag:
            "Tags such as `!include` are not read. Only `!!str`, `!!int`, `!!map` and `!!seq` are allowed."
        case .badAlias: "An alias has no anchor before it, or is inside the value that it names."
        case .tooComplex: "The file is nested too deeply, has too many values, or its aliases expand to too many."
        }
    }
}

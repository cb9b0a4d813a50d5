import Diagnostics

enum SampleCode: String, DiagnosticCode {
    case unknownField = "unknown-field"
    var explanation: String { "A field that does not exist." }
}

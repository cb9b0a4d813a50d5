extension DiagnosticRenderer {
    /// Whether diagnostics are coloured.
    package enum Style: Hashable, Sendable {
        /// Text alone: files, pipes, CI logs, `NO_COLOR`.
        case plain
        /// ANSI escape sequences, for terminals.
        case colour
    }
}

extension DiagnosticRenderer.Style {
    /// The attributes that are used, by their SGR parameters.
    enum Colour: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"
        case blue = "34"
    }

    func paint(_ text: String, _ colour: Colour) -> String {
        switch self {
        case .plain: text
        case .colour: "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
        }
    }

    func colour(of severity: Diagnostic.Severity) -> Colour {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }
}

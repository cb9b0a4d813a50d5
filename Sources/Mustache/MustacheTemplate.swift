/// A mustache template that was read, ready to be filled in.
///
/// Knows variables, sections, inverted sections, comments, changes of delimiters and the setting of the content type, with
/// the meaning that the [specification](https://github.com/mustache/spec) gives them. Partials and blocks are read and
/// left empty: ``inclusions`` says where they are.
package struct MustacheTemplate: Sendable {
    /// How deep sections may be nested: no one reads deeper templates.
    package static let depthLimit = 64

    private let nodes: [MustacheNode]

    /// Where another template is included, or a block of one is filled, in the order of the text.
    package let inclusions: [MustachePosition]

    /// Reads it.
    ///
    /// `escaping` is how `{{name}}` puts values in, as long as the template does not say so itself by
    /// `{{% CONTENT_TYPE:HTML}}` or `{{% CONTENT_TYPE:TEXT}}`.
    package init(_ text: String, escaping: MustacheEscaping = .html) throws(MustacheError) {
        var parser = MustacheParser(text, escaping: escaping)
        nodes = try parser.nodes()
        inclusions = parser.inclusions
    }

    /// Fills it in.
    ///
    /// `missed` is called for each name that is used and has no value, in the order of use. Text that is left out is not
    /// looked at.
    package func render(
        _ values: [String: MustacheValue],
        missed: @escaping (MustacheMiss) -> Void = { _ in }
    ) -> String {
        var renderer = MustacheRenderer(values, missed: missed)
        renderer.add(nodes)
        return renderer.text
    }
}

/// How values are put into text.
package enum MustacheEscaping: Sendable {
    case html
    case none

    func escape(_ value: String) -> String {
        guard self == .html else { return value }
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// A name that has no value.
package struct MustacheMiss: Sendable, Equatable {
    /// With the names of the groups that it was looked for in; a name with dots as it is written.
    package let name: String
    package let position: MustachePosition
}

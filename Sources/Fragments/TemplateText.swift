internal import Diagnostics
internal import Model

/// Finds places in a template's text, to point at.
///
/// Knows the default delimiters only.
struct TemplateText {
    private let path: String
    private let tags: [(text: String, location: SourceLocation)]

    init(_ template: Template) {
        path = template.path
        tags = Self.tags(in: template)
    }

    var start: SourceLocation { SourceLocation(file: path, line: 1, column: 1) }

    /// Where another template is included.
    var partials: [SourceLocation] {
        tags.filter { $0.text.hasPrefix(">") || $0.text.hasPrefix("<") }.map(\.location)
    }

    /// Where a name is used first; for a name inside a section, `owner.nmae`, also where its last part stands alone.
    func location(of name: String) -> SourceLocation {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        for wanted in [name, last] {
            if let tag = tags.first(where: { Self.name(in: $0.text) == wanted }) { return tag.location }
        }
        return start
    }

    private static func name(in tag: String) -> String {
        String(tag.drop { "#^/{& \t".contains($0) }.prefix { !"} \t".contains($0) })
    }

    private static func tags(in template: Template) -> [(text: String, location: SourceLocation)] {
        var tags: [(text: String, location: SourceLocation)] = []
        var line = 1
        var column = 1
        var open: (text: String, location: SourceLocation)?
        var previous: Unicode.Scalar = " "
        for scalar in template.text.unicodeScalars {
            if open == nil, previous == "{", scalar == "{" {
                open = ("", SourceLocation(file: template.path, line: line, column: column - 1))
            } else if let tag = open {
                if previous == "}", scalar == "}" {
                    tags.append((String(tag.text.dropLast()), tag.location))
                    open = nil
                } else {
                    open?.text.unicodeScalars.append(scalar)
                }
            }
            previous = scalar
            column += 1
            if scalar == "\n" { (line, column) = (line + 1, 1) }
        }
        return tags
    }
}

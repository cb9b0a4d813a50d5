internal import Diagnostics

/// Builds HTML: whatever is not written as markup in the sources is escaped.
struct HTMLText: ExpressibleByStringInterpolation {
    private(set) var markup: String

    init(stringLiteral markup: String) { self.markup = markup }
    init(stringInterpolation: Interpolation) { markup = stringInterpolation.markup }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ number: Int) { markup += String(number) }
        mutating func appendInterpolation(_ html: HTMLText) { markup += html.markup }

        /// A text, escaped for content and for quoted attributes alike.
        mutating func appendInterpolation(_ text: String) {
            for byte in PlainText.line(text).unicodeScalars {
                switch byte {
                case "&": markup += "&amp;"
                case "<": markup += "&lt;"
                case ">": markup += "&gt;"
                case "\"": markup += "&quot;"
                case "'": markup += "&#39;"
                default: markup.unicodeScalars.append(byte)
                }
            }
        }
    }

    static func += (html: inout HTMLText, more: HTMLText) { html.markup += more.markup }
}

extension Sequence {
    /// The markup of each element, one after the other.
    func html(_ transform: (Element) -> HTMLText) -> HTMLText {
        var html: HTMLText = ""
        for element in self { html += transform(element) }
        return html
    }
}

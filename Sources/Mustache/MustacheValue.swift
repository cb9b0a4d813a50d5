/// What a template is filled in with.
package enum MustacheValue: Sendable, Equatable {
    case text(String)

    /// A section is repeated for each of them, and left out if there are none.
    case list([MustacheValue])

    /// A section can name what is in it.
    case group([String: MustacheValue])
}

extension MustacheValue: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .text(value) }
}

extension MustacheValue: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: MustacheValue...) { self = .list(elements) }
}

extension MustacheValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, MustacheValue)...) {
        self = .group(Dictionary(elements) { _, last in last })
    }
}

/// A JSON value whose members keep the order they were given in, so that the same value is always the same text.
package enum JSONText: Hashable, Sendable {
    case object([Member])
    case array([JSONText])
    /// An array whose elements are made while it is written.
    case made(MadeElements)
    case string(String)
    case int(Int64)
    /// A number with its digits as they are written; the text must be one of JSON's numbers.
    case number(String)
    case bool(Bool)
    case null

    /// One name and value of an object.
    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONText

        package init(_ name: String, _ value: JSONText) {
            self.name = name
            self.value = value
        }
    }

    /// Elements that are not all in memory at once.
    package final class MadeElements: Hashable, Sendable {
        let count: Int
        let element: @Sendable (Int) -> JSONText

        fileprivate init(count: Int, _ element: @escaping @Sendable (Int) -> JSONText) {
            self.count = count
            self.element = element
        }

        package static func == (left: MadeElements, right: MadeElements) -> Bool {
            left.count == right.count && (0..<left.count).allSatisfy { left.element($0) == right.element($0) }
        }

        package func hash(into hasher: inout Hasher) { hasher.combine(count) }
    }

    /// An array of one element for each item, made when it is written, once.
    package static func array<Item: Sendable>(
        _ items: [Item],
        making element: @escaping @Sendable (Item) -> JSONText
    ) -> JSONText {
        .made(MadeElements(count: items.count) { element(items[$0]) })
    }

    /// A string, or null where there is none.
    package init(_ text: String?) { self = text.map(JSONText.string) ?? .null }

    /// A number, or null where there is none.
    package init(_ number: Int?) { self = number.map { .int(Int64($0)) } ?? .null }
}

extension JSONText: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral {
    package init(dictionaryLiteral members: (String, JSONText)...) { self = .object(members.map { Member($0, $1) }) }
    package init(arrayLiteral elements: JSONText...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral number: Int64) { self = .int(number) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

internal import Diagnostics
internal import Model

/// Pieces of JSON Schemas (draft 2020-12) of what keyturn prints.
enum JSONShape {
    static let text: JSONText = ["type": "string"]
    static let textOrNull: JSONText = ["type": ["string", "null"]]
    static let number: JSONText = ["type": "integer"]
    static let numberOrNull: JSONText = ["type": ["integer", "null"]]
    static let flag: JSONText = ["type": "boolean"]
    static let flagOrNull: JSONText = ["type": ["boolean", "null"]]
    static let time: JSONText = ["type": "string", "format": "date-time"]
    static let timeOrNull: JSONText = ["type": ["string", "null"], "format": "date-time"]

    /// The first 12 hex digits of a key's SHA-256; for a key that could be guessed the mark of its row, or that alone.
    static let fingerprint: JSONText = ["type": "string", "pattern": .string(fingerprintPattern)]
    static let fingerprintOrNull: JSONText = ["type": ["string", "null"], "pattern": .string(fingerprintPattern)]
    private static let fingerprintPattern = "^(\(Fingerprint.pattern))$"

    static func one(of words: [String]) -> JSONText { ["enum": .array(words.map(JSONText.string))] }
    static func oneOrNull(of words: [String]) -> JSONText { ["enum": .array(words.map(JSONText.string) + [.null])] }
    static func list(_ items: JSONText) -> JSONText { ["type": "array", "items": items] }
    static func orNull(_ shape: JSONText) -> JSONText { ["anyOf": [shape, ["type": "null"]]] }

    /// All members, each of which is there unless it is among `optional`.
    static func object(_ members: [(name: String, shape: JSONText)], optional: Set<String> = []) -> JSONText {
        [
            "type": "object",
            "properties": .object(members.map { JSONText.Member($0.name, $0.shape) }),
            "required": .array(members.filter { !optional.contains($0.name) }.map { .string($0.name) }),
        ]
    }

    static func document(_ title: String, _ shape: JSONText) -> JSONText {
        guard case .object(let members) = shape else { return shape }
        return .object(
            [
                JSONText.Member("$schema", "https://json-schema.org/draft/2020-12/schema"),
                JSONText.Member("title", .string(title)),
            ] + members
        )
    }
}

internal import Redaction

/// Names for identities, made of what an owner and a key are called.
enum IdentityNames {
    private static let longest = 60

    static func name(owner: String, email: String, key: String, taken: Set<String>) -> String {
        let first = slug(owner).isEmpty ? slug(String(email.prefix { $0 != "@" })) : slug(owner)
        let second = slug(key)
        let isSaid = first.isEmpty || second == first || second.hasPrefix(first + "-")
        var name = isSaid ? second : "\(first)-\(second)"
        name = trimmed(String(name.prefix(longest)))
        if name.isEmpty || KeyLikeness.holdsKey(name) { name = "identity" }
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }

    static func slug(_ text: String) -> String {
        var slug = ""
        for character in text.lowercased() {
            for scalar in latin(character).unicodeScalars {
                if ("a"..."z") ~= scalar || ("0"..."9") ~= scalar {
                    slug.unicodeScalars.append(scalar)
                } else if slug.last != "-", !slug.isEmpty {
                    slug.append("-")
                }
            }
        }
        return trimmed(slug)
    }

    /// A small letter as it is written where there are none but a to z; of any other without its accents.
    private static func latin(_ character: Character) -> String {
        if let letters = letters[character] { return letters }
        return character.unicodeScalars.first.map(String.init) ?? ""
    }

    /// Composed or not: characters are equal by what they mean.
    private static let letters: [Character: String] = {
        var letters: [Character: String] = [
            "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa", "þ": "th",
        ]
        for (letter, others) in [
            ("a", "àáâãāăą"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("h", "ĥħ"),
            ("i", "ìíîïĩīĭįı"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŋ"), ("o", "òóôõōŏő"),
            ("r", "ŕŗř"), ("s", "śŝşšș"), ("t", "ţťŧț"), ("u", "ùúûũūŭůűų"), ("w", "ŵ"), ("y", "ýÿŷ"), ("z", "źżž"),
        ] {
            for other in others { letters[other] = letter }
        }
        return letters
    }()

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == "-" { text.removeLast() }
        return text
    }
}

internal import Model
internal import YAML

extension Form where Value == TableName {
    /// A table, with its schema or without.
    static func tableName(_ words: String) -> Form {
        parsed(words, .filled, { TableName($0) }, else: { text, _, place in .badTable(text, place) })
    }
}

extension Form where Value == OwnerColumn.Reference {
    /// A column of another table.
    static func reference(_ words: String) -> Form {
        parsed(words, .reference, { OwnerColumn.Reference($0) }, else: { .badForm($0, $1, $2) })
    }
}

extension Form where Value == String {
    /// A column, taken literally.
    static func columnName(_ words: String) -> Form { parsed(words) { _, text, _ in text.text } }

    /// A text as it is written: a dollar in it is a dollar.
    static func literal(_ words: String) -> Form {
        Form(.text(words, .literal)) { decoder, slot, field in decoder.literal(slot, field) }
    }

    /// A text that is nothing but variables, as it is written: what they stand for is asked later.
    static func variableAlone(_ words: String) -> Form {
        Form(.text(words)) { decoder, slot, field in decoder.variablesAlone(slot, field) }
    }
}

extension Form where Value == Int {
    /// A whole number within bounds.
    static func count(_ words: String, _ range: ClosedRange<Int> = 1...255) -> Form {
        Form(.wholeNumber(words, range)) { decoder, slot, field in
            guard let value = decoder.filledText(slot, field) else { return nil }
            if value.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let count = Int(value.text), range.contains(count)
            {
                return count
            }
            decoder.report(.badCount(value, field, range, decoder.place(value.node)))
            return nil
        }
    }
}

extension Form where Value == KeyPattern {
    /// Random pieces between fixed ones.
    static func keyPattern(_ words: String) -> Form {
        parsed(words) { decoder, text, field in
            do throws(KeyPattern.Problem) {
                return try KeyPattern(text.text)
            } catch {
                decoder.report(.badKeyPattern(text, error, field, decoder.place(text.node)))
                return nil
            }
        }
    }
}

extension Form where Value == BracedText {
    /// A text with words in braces.
    static func braced(_ words: String) -> Form {
        parsed(words, .filled, { BracedText($0) }, else: { text, field, place in .badBraces(text, field, place) })
    }
}

extension Form where Value == Set<Spelling> {
    /// A list of spellings.
    static func spellingWords(_ words: String) -> Form {
        Form(.texts(words, .words(Spelling.allCases.map(\.rawValue)))) { decoder, slot, field in
            decoder.spellings(slot, field)
        }
    }
}

extension Form where Value == SpellingsNode {
    /// A list of spellings, or a map with their prefix.
    static func spellings(_ words: String, _ section: Section) -> Form {
        Form(.textsOrMap(words, .words(Spelling.allCases.map(\.rawValue)), section)) { decoder, slot, field in
            guard let value = slot.value else { return nil }
            if decoder.node(value).kind == .mapping { return decoder.map(slot, field).map { .map($0) } }
            return decoder.spellings(slot, field).map { .list($0) }
        }
    }
}

/// A spelling that a server takes for a key besides its own.
enum Spelling: String, CaseIterable {
    case withoutPrefix, withPrefix
}

/// What is behind `alsoAccepts`.
enum SpellingsNode {
    case list(Set<Spelling>)
    case map(MapReference)
}

extension Form where Value == DelaysNode {
    /// A duration, or a map of them.
    static func delays(_ words: String, _ section: Section) -> Form {
        Form(.textOrMap(words, .duration, section)) { decoder, slot, field in
            guard let value = slot.value else { return nil }
            if decoder.node(value).kind == .mapping { return decoder.map(slot, field).map { .map($0) } }
            return Form<Duration>.duration.read(&decoder, slot, field).map { .ended($0) }
        }
    }
}

/// What is behind `effectiveAfter`.
enum DelaysNode {
    case ended(Duration)
    case map(MapReference)
}

extension Form where Value == TimeKinds {
    /// How moments are written, on both engines or on each.
    static func timeKinds(_ section: FieldSection<TimeTypeFields>) -> Form {
        let words = TimeColumn.Kind.allCases.map(\.rawValue)
        let expected = "one of " + words.joined(separator: ", ")
        return Form(.textOrMap(expected, .words(words), section)) { decoder, slot, field in
            guard let value = slot.value else { return nil }
            guard decoder.node(value).kind == .mapping else {
                return Form<TimeColumn.Kind>.choice(TimeColumn.Kind.self).read(&decoder, slot, field).map {
                    TimeKinds(postgreSQL: $0, sqlite: $0)
                }
            }
            guard let map = decoder.map(slot, field) else { return nil }
            let fields = decoder.fields(of: map, section)
            let postgreSQL = decoder.read(fields.postgresql)
            let sqlite = decoder.read(fields.sqlite)
            guard let postgreSQL, let sqlite else { return nil }
            return TimeKinds(postgreSQL: postgreSQL, sqlite: sqlite)
        }
    }
}

/// How moments are written on each engine.
struct TimeKinds {
    let postgreSQL: TimeColumn.Kind
    let sqlite: TimeColumn.Kind
}

internal import Schedule

extension Form where Value == ScalarText {
    /// A text that is not empty.
    static func text(_ words: String, _ form: TextForm = .filled) -> Form {
        Form(.text(words, form)) { decoder, slot, field in decoder.filledText(slot, field) }
    }
}

extension Form where Value == String {
    /// A text that `isGood`.
    static func checked(
        _ words: String,
        _ form: TextForm,
        _ isGood: @escaping @Sendable (String) -> Bool
    ) -> Form {
        parsed(words, form, { isGood($0) ? $0 : nil }, else: { .badForm($0, $1, $2) })
    }
}

extension Form where Value == [ScalarText] {
    /// A list of texts, of which each may be empty.
    static func texts(_ words: String, _ form: TextForm = .any) -> Form {
        Form(.texts(words, form)) { decoder, slot, field in decoder.texts(slot, field) }
    }
}

extension Form where Value == [String] {
    /// A text or a list of them, of which none is empty.
    static func filledTexts(_ words: String) -> Form { checkedTexts(words, .filled) { _ in true } }

    /// A text or a list of them, of which each `isGood`.
    static func checkedTexts(
        _ words: String,
        _ form: TextForm,
        _ isGood: @escaping @Sendable (String) -> Bool
    ) -> Form {
        Form(.textsOrOne(words, form)) { decoder, slot, field in
            guard let texts = decoder.texts(slot, field) else { return nil }
            let bad = texts.filter { $0.text.isEmpty || !isGood($0.text) }
            for text in bad {
                let place = decoder.place(text.node)
                decoder.report(
                    text.text.isEmpty
                        ? .emptyValue(field, isInterpolated: text.isInterpolated, place) : .badForm(text, field, place)
                )
            }
            return bad.isEmpty ? texts.map(\.text) : nil
        }
    }
}

extension Form where Value == Bool {
    /// `true` or `false`.
    static var flag: Form {
        Form(.flag) { decoder, slot, field in
            guard let value = decoder.filledText(slot, field) else { return nil }
            switch value.text {
            case "true": return true
            case "false": return false
            default:
                decoder.report(.badChoice(value, ["true", "false"], decoder.place(value.node)))
                return nil
            }
        }
    }
}

extension Form where Value: RawRepresentable<String> & CaseIterable & SendableMetatype {
    /// One of the words of a type.
    static func choice(_ type: Value.Type) -> Form {
        let words = type.allCases.map(\.rawValue)
        return Form(.choice(words)) { decoder, slot, field in
            guard let value = decoder.filledText(slot, field) else { return nil }
            if let choice = Value(rawValue: value.text) { return choice }
            decoder.report(.badChoice(value, words, decoder.place(value.node)))
            return nil
        }
    }
}

extension Form where Value == Duration {
    /// As ``Schedule/DurationText`` reads it.
    static var duration: Form {
        Form(.duration) { decoder, slot, field in
            guard let value = decoder.text(slot, field) else { return nil }
            do throws(DurationTextError) {
                return try DurationText.parse(value.text)
            } catch {
                decoder.report(.badDuration(value, error, decoder.place(value.node)))
                return nil
            }
        }
    }
}

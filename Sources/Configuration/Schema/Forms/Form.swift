internal import Diagnostics

/// What a field's value looks like: in words, as a pattern, and to the reader.
struct Form<Value>: Sendable {
    /// For the reference, for editors and for messages.
    let kind: FieldKind

    /// The value that a map gives to a field; nil and reported where it is bad.
    ///
    /// Asked only where there is one.
    let read: @Sendable (inout FileDecoder, FieldSlot, FieldDescription) -> Value?

    init(_ kind: FieldKind, _ read: @escaping @Sendable (inout FileDecoder, FieldSlot, FieldDescription) -> Value?) {
        self.kind = kind
        self.read = read
    }
}

extension Form {
    /// A text that is not empty, and what becomes of it.
    static func parsed(
        _ words: String,
        _ form: TextForm = .filled,
        _ parse: @escaping @Sendable (inout FileDecoder, ScalarText, FieldDescription) -> Value?
    ) -> Form {
        Form(.text(words, form)) { decoder, slot, field in
            decoder.filledText(slot, field).flatMap { parse(&decoder, $0, field) }
        }
    }

    /// A text that is not empty, and what becomes of it; where that is nothing, `problem` is reported.
    static func parsed(
        _ words: String,
        _ form: TextForm,
        _ parse: @escaping @Sendable (String) -> Value?,
        else problem: @escaping @Sendable (ScalarText, FieldDescription, Place) -> Diagnostic
    ) -> Form {
        parsed(words, form) { decoder, text, field in
            if let value = parse(text.text) { return value }
            decoder.report(problem(text, field, decoder.place(text.node)))
            return nil
        }
    }
}

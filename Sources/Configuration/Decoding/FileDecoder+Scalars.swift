internal import Diagnostics
internal import Model
internal import Redaction
internal import YAML

extension FileDecoder {
    /// A field's value as text, any scalar as it is written, with its variables replaced.
    ///
    /// Nil if there is none or, reported, it cannot be had.
    mutating func text(_ slot: FieldSlot, _ field: FieldDescription) -> ScalarText? {
        slot.value.flatMap { text($0, field, expected: field.kind.expected) }
    }

    private mutating func text(
        _ value: NodeReference,
        _ field: FieldDescription,
        expected: @autoclosure () -> String
    ) -> ScalarText? {
        let tree = tree(of: value)
        let index = tree.resolve(value.index)
        guard tree.nodes[Int(index)].kind == .scalar else {
            report(.wrongType(expected: expected(), found: found(value), place(value)))
            return nil
        }
        let (isInterpolated, hasNUL) = tree.withBytes(of: index) { bytes in
            (bytes.contains(UInt8(ascii: "$")), bytes.contains(0))
        }
        let written = tree.string(at: index)
        if hasNUL {
            report(.containsNUL(field, place(value)))
            return nil
        }
        guard isInterpolated else {
            guard !isPastedKey(written, in: field, value) else { return nil }
            return ScalarText(text: written, isInterpolated: false, node: value, written: written)
        }
        let interpolation = Interpolation.run(written, variables: context.variables)
        for (offset, problem) in interpolation.problems { report(problem, at: offset, in: written, value) }
        guard interpolation.problems.isEmpty else { return nil }
        let text = String(decoding: interpolation.result, as: UTF8.self)
        guard !isPastedKey(text, in: field, value) else { return nil }
        if !field.takesSecrets { borrow(written, for: field, value) }
        return ScalarText(text: text, isInterpolated: true, node: value, written: written)
    }

    /// Reports a key that is in the place of a name, before anything can show it.
    ///
    /// Not in absolute paths, whose folders may be named by digests.
    private mutating func isPastedKey(_ text: String, in field: FieldDescription, _ value: NodeReference) -> Bool {
        guard field.isShown, !text.hasPrefix("/"), KeyLikeness.holdsKey(text) else {
            return false
        }
        report(.keyInFile(field, place(value)))
        return true
    }

    private mutating func borrow(_ written: String, for field: FieldDescription, _ value: NodeReference) {
        let variables = Interpolation.names(in: written).sorted().compactMap { name in
            context.variables[name].map { (name: name, value: Secret(text: $0)) }
        }
        borrowed.append(BorrowedText(field: field.name, location: location(value), variables: variables))
    }

    /// As ``text(_:_:)``, refusing a value without any text.
    mutating func filledText(_ slot: FieldSlot, _ field: FieldDescription) -> ScalarText? {
        guard let value = text(slot, field) else { return nil }
        guard !value.text.isEmpty else {
            report(.emptyValue(field, isInterpolated: value.isInterpolated, place(value.node)))
            return nil
        }
        return value
    }

    /// A field's value as a list of texts, at least one, or one text where the field allows that; nil where there is none or, reported, one of them is bad.
    mutating func texts(_ slot: FieldSlot, _ field: FieldDescription) -> [ScalarText]? {
        guard let list = slot.value else { return nil }
        if case .textsOrOne = field.kind, node(list).kind != .sequence {
            return filledText(slot, field).map { [$0] }
        }
        guard node(list).kind == .sequence else {
            report(.wrongType(expected: field.kind.expected, found: found(list), place(list)))
            return nil
        }
        let tree = tree(of: list)
        var texts: [ScalarText?] = []
        for entry in items(of: list) {
            if tree.isNull(tree.resolve(entry.index)) {
                report(.wrongType(expected: "text", found: found(entry), place(entry)))
                texts.append(nil)
            } else {
                texts.append(text(entry, field, expected: "text"))
            }
        }
        guard !texts.isEmpty else {
            report(.emptyValue(field, isInterpolated: false, place(list)))
            return nil
        }
        let read = texts.compactMap(\.self)
        return read.count == texts.count ? read : nil
    }

    /// An absolute path, from one relative to the file that names it; nil and reported for one of a home.
    mutating func localPath(_ value: ScalarText) -> String? {
        guard !PathText.beginsAtHome(value.text) else {
            report(.watchedFileAtHome(place(value.node)))
            return nil
        }
        return PathText.absolute(value.text, in: context.folder)
    }

    /// Points at the place inside of a scalar where that can be told: where it has no escapes and no line breaks.
    private mutating func report(
        _ problem: Interpolation.Problem,
        at offset: Int,
        in written: String,
        _ value: NodeReference
    ) {
        let node = tree(of: value).nodes[Int(value.index)]
        let place = place(value)
        let quotes = Int(node.length) - written.unicodeScalars.count
        guard node.kind == .scalar, quotes == 0 || quotes == 2 else { return report(.interpolation(problem, place)) }
        let before = String(decoding: written.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count
        var length = 1
        if case .missing(let name) = problem { length = name.utf8.count + 3 }
        let location = SourceLocation(
            file: place.location.file,
            line: place.location.line,
            column: place.location.column + quotes / 2 + before,
            length: length
        )
        report(.interpolation(problem, Place(location: location, address: place.address)))
    }
}

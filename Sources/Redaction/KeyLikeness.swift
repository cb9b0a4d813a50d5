/// What looks like a key: the one definition that everything goes by that hides keys.
///
/// Keys are words of a key's letters (``KeyWord``), the alphabet of every declared format.
package enum KeyLikeness {
    /// Whether a run of key letters may be a key; errs on the side of yes.
    ///
    /// Long enough, and with a digit, or with letters of both cases in a disorder that no words have. A UUID is none.
    package static func looksLikeKey(_ run: some BidirectionalCollection<Unicode.Scalar>) -> Bool {
        guard run.count >= KeyWord.shortest, !isUUID(Array(run)) else { return false }
        return run.contains(where: isDigit) || isDisorderly(run)
    }

    /// Whether a name that is made to be shown, such as that of a file or a service, has a key in it.
    ///
    /// Stricter than ``looksLikeKey(_:)``: words and numbers between `-` and `_`, and UUIDs, are names, however long.
    package static func holdsKey(_ name: String) -> Bool {
        // Every name of every file is asked: most are shorter than a key.
        guard name.utf8.count >= KeyWord.shortest else { return false }
        var (name, holds) = (name, false)
        name.withUTF8 { bytes in
            KeyWord.forEach(in: UnsafeRawBufferPointer(bytes)) { word, _ in
                holds = holds || isKeyInName(word.map { Unicode.Scalar($0) }[...])
            }
        }
        return holds
    }

    /// A message with every key in it hidden that ``holdsKey(_:)`` would find in a name.
    package static func maskedNames(_ text: String) -> String {
        // Most messages are shorter than words that have to be looked at.
        guard holdsKey(text) else { return text }
        return masked(text, where: isKeyInName)
    }

    /// A text of someone else's with everything in it hidden that looks like a key.
    package static func masked(_ text: String) -> String { masked(text) { looksLikeKey($0) } }

    // MARK: - Words

    private static func masked(_ text: String, where isKey: (ArraySlice<Unicode.Scalar>) -> Bool) -> String {
        var result = String.UnicodeScalarView()
        for (piece, isWord) in Array(text.unicodeScalars).keyWords(KeyWord.isLetter) {
            result.append(contentsOf: isWord && isKey(piece) ? Mask.scalars[...] : piece)
        }
        return String(result)
    }

    // MARK: - Letters

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9") ~= scalar }
    private static func isUpper(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z") ~= scalar }
    private static func isLower(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z") ~= scalar }

    private static func isUUID(_ run: [Unicode.Scalar]) -> Bool {
        run.count == 36 && run.indices.allSatisfy { [8, 13, 18, 23].contains($0) == (run[$0] == "-") }
    }

    /// The case changes at a third of the letters or more; in words it changes twice in each.
    private static func isDisorderly(
        _ run: some BidirectionalCollection<Unicode.Scalar>,
        atLeast least: Int = KeyWord.shortest / 2
    ) -> Bool {
        let letters = run.filter { isUpper($0) || isLower($0) }
        let changes = zip(letters, letters.dropFirst()).count { isUpper($0) != isUpper($1) }
        return letters.count >= least && changes * 3 >= letters.count
    }

    /// Whether so many small letters follow each other as in most words, and in few keys without a digit.
    private static func hasSyllables(_ run: ArraySlice<Unicode.Scalar>) -> Bool {
        run.split { !isLower($0) }.contains { $0.count > 4 }
    }

    /// So much of a run has to be neither a word nor a number for it to be a key.
    private static let mostDisorder = 8

    private static func isKeyInName(_ run: ArraySlice<Unicode.Scalar>) -> Bool {
        guard run.count >= KeyWord.shortest, run.contains(where: isDigit) || isDisorderly(run) && !hasSyllables(run)
        else {
            return false
        }
        var parts = run.split(whereSeparator: { $0 == "-" || $0 == "_" }).map { Array($0) }
        var index = 0
        while index + 5 <= parts.count {
            // A UUID among other parts, as in the names of temporary folders.
            let isUUID = zip(parts[index..<index + 5], [8, 4, 4, 4, 12]).allSatisfy { part, count in
                part.count == count && part.allSatisfy { isDigit($0) || ("a"..."f") ~= $0 || ("A"..."F") ~= $0 }
            }
            if isUUID { parts.removeSubrange(index..<index + 5) } else { index += 1 }
        }
        return parts.lazy.filter { !isReadable($0) }.map(\.count).reduce(0, +) >= mostDisorder
    }

    /// Letters in the order of words, and after them at most four digits, as in `sha256`; or a number as long as a time.
    private static func isReadable(_ part: [Unicode.Scalar]) -> Bool {
        let letters = part.prefix { !isDigit($0) }
        let digits = part.dropFirst(letters.count)
        guard digits.allSatisfy(isDigit) else { return false }
        if letters.isEmpty { return digits.count <= 14 }
        return digits.count <= 4 && !isDisorderly(letters, atLeast: 4)
    }
}

/// Hides what may be a secret in a text that a user wrote, before it is shown: a file under repair may hold one in any
/// place, so this errs on the side of hiding.
///
/// - passwords of URLs: `//user:password@host`;
/// - passwords and peppers given by name: `password=…`, `password: …`, `pepper: …` to the end of the line;
/// - what looks like a key (``KeyLikeness``).
package enum SecretMask {
    /// The text with secrets hidden.
    package static func masked(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        for range in secrets(in: scalars) {
            result.append(contentsOf: scalars[index..<range.lowerBound])
            result.append(contentsOf: Mask.scalars)
            index = range.upperBound
        }
        result.append(contentsOf: scalars[index...])
        return String(result)
    }

    /// The ranges of `line` that may hold a secret, in order and apart.
    ///
    /// A reference to a variable alone (`${NAME}`) is none.
    package static func secrets(in line: [Unicode.Scalar]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index < line.count {
            let range = passwordOfURL(in: line, at: index) ?? passwordByName(in: line, at: index)
            if let range {
                if !isReference(line[range]) { ranges.append(range) }
                index = max(range.upperBound, index + 1)
            } else if KeyWord.isLetter(line[index]) {
                let end = line[index...].firstIndex { !KeyWord.isLetter($0) } ?? line.count
                // A name may begin inside the run, so only a run that looks like a key is skipped as a whole.
                if KeyLikeness.looksLikeKey(line[index..<end]) {
                    ranges.append(index..<end)
                    index = end
                } else {
                    index = nextName(in: line, after: index, until: end)
                }
            } else {
                index += 1
            }
        }
        return ranges
    }

    /// `//user:PASSWORD@` at `start`.
    ///
    /// The last `@` of the line counts: passwords hold unescaped ones, and spaces.
    private static func passwordOfURL(in line: [Unicode.Scalar], at start: Int) -> Range<Int>? {
        guard line[start] == "/", start + 1 < line.count, line[start + 1] == "/" else { return nil }
        guard let colon = line[(start + 2)...].firstIndex(where: { $0 == ":" || isSpace($0) }), line[colon] == ":",
            let at = line[colon...].lastIndex(of: "@")
        else { return nil }
        return colon + 1..<at
    }

    /// What follows `password=` or `password:`, in any case and behind quotes.
    private static func passwordByName(in line: [Unicode.Scalar], at start: Int) -> Range<Int>? {
        guard let name = startsWithName(line, at: start) else { return nil }
        var index = start + name.count
        while index < line.count, isSpace(line[index]) || isQuote(line[index]) { index += 1 }
        guard index < line.count, line[index] == "=" || line[index] == ":" else { return nil }
        index += 1
        while index < line.count, isSpace(line[index]) { index += 1 }
        guard index < line.count else { return nil }
        let first = index
        // A pepper may be a sentence.
        if name == names[1] {
            let end = line[first...].lastIndex { !isSpace($0) && $0 != "}" } ?? first
            // The brace that ends a reference is not the one that ends a map.
            let isReference = end + 1 < line.count && isReference(line[first...end + 1])
            return first..<(isReference ? end + 2 : end + 1)
        }
        if isQuote(line[first]) {
            return first..<(line[(first + 1)...].firstIndex(of: line[first]) ?? line.count)
        }
        index = line[first...].firstIndex { isSpace($0) || isQuote($0) || $0 == "&" } ?? line.count
        return first < index ? first..<index : nil
    }

    private static let names = ["password", "pepper"].map { Array($0.unicodeScalars) }

    /// The name of a secret that begins there; nil for none.
    private static func startsWithName(_ line: [Unicode.Scalar], at start: Int) -> [Unicode.Scalar]? {
        names.first { name in
            guard start + name.count <= line.count else { return false }
            return name.indices.allSatisfy { line[start + $0].properties.lowercaseMapping == String(name[$0]) }
        }
    }

    private static func nextName(in line: [Unicode.Scalar], after start: Int, until end: Int) -> Int {
        var index = start + 1
        while index < end, startsWithName(line, at: index) == nil { index += 1 }
        return index
    }

    private static func isReference(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard text.starts(with: ["$", "{"]), text.last == "}" else { return false }
        return text.dropFirst(2).dropLast().allSatisfy { $0 != "-" && KeyWord.isLetter($0) }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

    private static func isQuote(_ scalar: Unicode.Scalar) -> Bool { scalar == "\"" || scalar == "'" }
}

internal import Fragments
internal import Redaction

/// Which lines of a log Keyturn's own questions have left there: see ``ProbeMarks``.
struct OwnQuestions {
    /// By the place of the line.
    private(set) var isOwn: [Bool]

    /// How many marks are in the log.
    private(set) var marks = 0

    /// More lines than one set of questions leaves, also between those of others.
    private static let longest = 5_000

    /// `prefixes` are those of the keys that may be presented to the server; `isCut` says that the log began earlier.
    init(_ lines: [Range<Int>], of bytes: UnsafeRawBufferPointer, prefixes: Set<String>, isCut: Bool) {
        isOwn = Array(repeating: false, count: lines.count)
        var openings = [Int?](repeating: nil, count: ProbeMarks.places)
        for (place, range) in lines.enumerated() {
            let line = UnsafeRawBufferPointer(rebasing: bytes[range])
            if line.firstIndex(of: ProbeMarks.agent, from: 0) != nil { isOwn[place] = true }
            guard let mark = Mark(in: line, prefixes) else { continue }
            marks += 1
            isOwn[place] = true
            if mark.isOpening {
                openings[mark.place] = place
            } else {
                // Where the log was cut between the two, everything before belongs to it.
                let start = openings[mark.place] ?? (isCut && marks == 1 ? 0 : place)
                if place - start <= Self.longest { for own in start...place { isOwn[own] = true } }
                openings[mark.place] = nil
            }
        }
    }

    private struct Mark {
        let isOpening: Bool
        let place: Int

        /// The first one of the line behind one of the prefixes, or at the beginning of a word where keys have none.
        init?(in line: UnsafeRawBufferPointer, _ prefixes: Set<String>) {
            for (text, isOpening) in [(ProbeMarks.opening, true), (ProbeMarks.closing, false)] {
                var start = 0
                while let found = line.firstIndex(of: text, from: start) {
                    start = found + text.utf8.count
                    let before = line[..<found]
                    let isBehindPrefix = prefixes.contains { prefix in
                        prefix.isEmpty
                            ? !(before.last.map { KeyWord.isLetter($0) } ?? false)
                            : before.suffix(prefix.utf8.count).elementsEqual(prefix.utf8)
                    }
                    guard isBehindPrefix, start < line.count,
                        let place = Int(String(UnicodeScalar(line[start])), radix: 16)
                    else { continue }
                    (self.isOpening, self.place) = (isOpening, place)
                    return
                }
            }
            return nil
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func firstIndex(of text: String, from start: Int) -> Int? {
        var text = text
        return text.withUTF8 { text in
            UnsafeRawBufferPointer(rebasing: self[start...]).firstIndex(of: UnsafeRawBufferPointer(text))
        }.map { $0 + start }
    }
}

package import Model

/// What git's index holds of a path.
package struct GitEntry: Hashable, Sendable {
    /// Relative to the folder that git was asked in, or to the top of the repository.
    package let path: PathBytes

    /// The id of its content.
    package let object: String
    private let mode: String

    /// Whether it is a file, and neither a link nor another repository.
    package var isFile: Bool { mode.hasPrefix("100") }

    /// Whether it is a commit of another repository: a submodule.
    package var isRepository: Bool { mode == "160000" }

    /// Which of the two that git compares.
    enum Side: Int {
        case before, after
    }

    /// From what `git ls-files --stage -z` writes: `100644 ID 0`, a tab, the path.
    static func listed(in answer: [UInt8]) -> [GitEntry] {
        answer.split(separator: 0).compactMap { line in
            guard let tab = line.firstIndex(of: 0x09) else { return nil }
            let words = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ")
            guard words.count == 3 else { return nil }
            return GitEntry(path: PathBytes(line[(tab + 1)...]), object: String(words[1]), mode: String(words[0]))
        }
    }

    /// From what `git diff-index --raw -z` writes: `:100644 100644 ID ID M`, then the path.
    static func compared(in answer: [UInt8], side: Side) -> [GitEntry] {
        let parts = answer.split(separator: 0)
        return stride(from: 0, to: parts.count - 1, by: 2).compactMap { place in
            let words = String(decoding: parts[place].dropFirst(), as: UTF8.self).split(separator: " ")
            guard words.count == 5 else { return nil }
            let object = String(words[2 + side.rawValue])
            // Of a path that is being merged git knows no single content.
            guard object.contains(where: { $0 != "0" }) else { return nil }
            return GitEntry(path: PathBytes(parts[place + 1]), object: object, mode: String(words[side.rawValue]))
        }
    }
}

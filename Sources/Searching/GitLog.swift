internal import Model

/// Finds the commits that brought some blobs, in what `git log --raw -z` writes.
struct GitLog {
    /// What git is asked.
    static let question = [
        "log", "--all", "--reflog", "--root", "--format=commit %H", "--raw", "--no-abbrev", "--no-renames", "-m", "-z",
        "--diff-filter=AMT",
    ]

    /// By blob: each commit that brought it under a path, the newest first.
    private(set) var places: [String: [SearchedPlace]] = [:]

    private let blobs: Set<String>
    private var part: [UInt8] = []
    private var commit = ""

    /// The blob whose path follows; empty for one that no one asked for.
    private var blob: String?

    init(of blobs: Set<String>) { self.blobs = blobs }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var position = 0
        while position < bytes.count {
            guard let end = bytes[position...].firstIndex(of: 0) else {
                part.append(contentsOf: bytes[position...])
                return
            }
            part.append(contentsOf: bytes[position..<end])
            position = end + 1
            read(part)
            part = []
        }
    }

    /// `commit ID`, `:100644 100644 ID ID M`, or the path that belongs to the line before.
    private mutating func read(_ bytes: [UInt8]) {
        if let blob {
            self.blob = nil
            let place = SearchedPlace.history(path: PathBytes(bytes), commit: commit)
            if !blob.isEmpty, places[blob]?.contains(place) != true { places[blob, default: []].append(place) }
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("commit ") {
            commit = String(text.dropFirst(7))
        } else {
            let words = text.split { $0 == " " || $0 == "\n" }
            guard words.count == 5, words[0].hasPrefix(":") else { return }
            let id = String(words[3])
            blob = blobs.contains(id) ? id : ""
        }
    }
}

internal import Model

/// Reads what `git cat-file --batch` writes: a line for each object, its content, a line break.
struct GitObjectStream {
    /// An object in which a key stands.
    struct Object {
        let id: String
        let isBlob: Bool

        /// Which of all objects it is, in the order of the stream, those that are missing included.
        let place: Int
        let search: DocumentSearch
    }

    private(set) var objects: [Object] = []

    /// Which of all objects git does not have, by their places in the stream.
    private(set) var missing: [Int] = []

    /// How many were looked at.
    private(set) var count = 0
    private(set) var byteCount = 0

    private let known: SoughtKeys
    private var place = 0
    private var header: [UInt8] = []
    private var object: (id: String, kind: Substring)?
    private var search: DocumentSearch

    /// How much of the object's content is still to come, the line break behind it included.
    private var rest = 0

    init(for known: SoughtKeys) {
        self.known = known
        search = DocumentSearch(for: known)
    }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var position = 0
        while position < bytes.count {
            if object == nil {
                guard let end = bytes[position...].firstIndex(of: 0x0A) else {
                    header.append(contentsOf: bytes[position...])
                    return
                }
                header.append(contentsOf: bytes[position..<end])
                position = end + 1
                begin()
            } else {
                let taken = min(rest, bytes.count - position)
                // Trees hold names and numbers, which no key is.
                let content = min(taken, max(0, rest - 1))
                if object?.kind != "tree", content > 0 {
                    search.feed(UnsafeRawBufferPointer(rebasing: bytes[position..<position + content]))
                }
                position += taken
                rest -= taken
                if rest == 0 { end() }
            }
        }
    }

    private mutating func begin() {
        let words = String(decoding: header, as: UTF8.self).split(separator: " ")
        header = []
        guard words.count == 3, let size = Int(words[2]) else {
            // `… missing`: no content follows.
            missing.append(place)
            place += 1
            return
        }
        object = (String(words[0]), words[1])
        rest = size + 1
        search = DocumentSearch(for: known)
    }

    private mutating func end() {
        guard let ended = object else { return }
        object = nil
        search.finish()
        if ended.kind != "tree" {
            count += 1
            byteCount += search.count
        }
        if !search.hits.isEmpty {
            objects.append(Object(id: ended.id, isBlob: ended.kind == "blob", place: place, search: search))
        }
        place += 1
    }
}

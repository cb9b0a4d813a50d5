internal import Model

/// What a fragment's path may be, seen as text: inside the output folder, and not one of Keyturn's own.
enum FragmentPath {
    enum Problem: Hashable {
        case absolute
        /// `~/…`, which only shells know.
        case home
        /// `..`
        case climbs
        /// `.`, an empty part, or a slash at the end.
        case notNormal
        case controlCharacter
        case tooLong
        /// `compose.keyturn.yaml`.
        case composeFile
        /// `secrets`, or inside of it.
        case secretFolder
        /// `.keyturn-…`, the names of files that are being written.
        case temporary
    }

    static func problem(of path: String) -> Problem? {
        let bytes = Array(path.utf8)
        if bytes.first == UInt8(ascii: "/") { return .absolute }
        if PathText.beginsAtHome(path) { return .home }
        // PATH_MAX, less the output folder's share.
        if bytes.count > 2_048 { return .tooLong }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return .controlCharacter }
        var start = 0
        while start <= bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
            if let problem = problem(ofPart: bytes[start..<end]) { return problem }
            if start == 0 {
                if path == Delivery.composeFile { return .composeFile }
                if bytes[..<end].elementsEqual(Delivery.secretFolder.utf8) { return .secretFolder }
            }
            start = end + 1
        }
        return nil
    }

    private static func problem(ofPart part: ArraySlice<UInt8>) -> Problem? {
        // NAME_MAX, less the room that a temporary name needs.
        if part.count > 200 { return .tooLong }
        guard part.count < 3 || part.first == UInt8(ascii: ".") else { return nil }
        if part.isEmpty || part.elementsEqual(".".utf8) { return .notNormal }
        if part.elementsEqual("..".utf8) { return .climbs }
        return part.starts(with: ".keyturn-".utf8) ? .temporary : nil
    }
}

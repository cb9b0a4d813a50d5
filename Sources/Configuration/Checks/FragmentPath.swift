internal import Model

/// What a fragment's path may be, seen as text: inside the output folder, and not one of Keyturn's own.
enum FragmentPath {
    enum Problem: Hashable {
        case absolute
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
        if path.hasPrefix("/") { return .absolute }
        if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return .controlCharacter }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains("..") { return .climbs }
        if parts.contains("") || parts.contains(".") { return .notNormal }
        // NAME_MAX, less the room that a temporary name needs; PATH_MAX, less that of the output folder.
        if parts.contains(where: { $0.utf8.count > 200 }) || path.utf8.count > 2_048 { return .tooLong }
        if parts[0] == Delivery.composeFile { return .composeFile }
        if parts[0] == Delivery.secretFolder { return .secretFolder }
        if parts.contains(where: { $0.hasPrefix(".keyturn-") }) { return .temporary }
        return nil
    }
}

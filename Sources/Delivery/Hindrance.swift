internal import CLinux
internal import Glibc

/// Why a regular file cannot be replaced, or not without harm: known before any key is issued.
enum Hindrance: Hashable {
    /// So many other names lead to the file: they would keep the old key.
    case otherNames(Int)
    /// Something is mounted on it: nothing can be renamed over it.
    case mounted
    case immutable
    case appendOnly
    case folderImmutable
    case folderAppendOnly
    /// Others' files in a folder with the sticky bit stay where they are.
    case sticky

    private static let immutableBit: UInt64 = 0x10
    private static let appendBit: UInt64 = 0x20
    private static let mountBit: UInt64 = 0x2000

    /// Nil if nothing hinders.
    ///
    /// `status` is the name's, links not followed, or nil where no such file yet;
    /// `folderStatus` is that of the folder that it is in.
    init?(of name: String, _ status: stat?, in folder: Descriptor, _ folderStatus: stat) {
        let around = Self.attributes(of: "", in: folder)
        if around & Self.immutableBit != 0 {
            self = .folderImmutable
            return
        }
        if around & Self.appendBit != 0, status != nil {
            self = .folderAppendOnly
            return
        }
        guard let status else { return nil }
        let found = Self.attributes(of: name, in: folder)
        if found & Self.mountBit != 0 || status.st_dev != folderStatus.st_dev {
            self = .mounted
        } else if found & Self.immutableBit != 0 {
            self = .immutable
        } else if found & Self.appendBit != 0 {
            self = .appendOnly
        } else if status.st_nlink > 1 {
            self = .otherNames(Int(status.st_nlink) - 1)
        } else if folderStatus.st_mode & 0o1000 != 0, ![0, status.st_uid, folderStatus.st_uid].contains(geteuid()) {
            self = .sticky
        } else {
            return nil
        }
    }

    /// None where the kernel does not tell.
    private static func attributes(of name: String, in folder: Descriptor) -> UInt64 {
        var (attributes, known): (UInt64, UInt64) = (0, 0)
        guard keyturn_attributes(folder.number, name, &attributes, &known) == 0 else { return 0 }
        return attributes & known
    }
}

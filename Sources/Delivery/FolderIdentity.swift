internal import Glibc
internal import Synchronization

/// Which folder a path stood for when it was first opened.
///
/// A link may be put in an output folder's place while a run works; what was seen in one folder must not be written into
/// another one.
final class FolderIdentity: Sendable {
    private let first = Mutex<FileIdentity?>(nil)

    /// Remembers the folder where it is the first.
    ///
    /// - Throws: `ESTALE` for any other one.
    func expect(_ folder: Descriptor) throws(SystemError) {
        let place = FileIdentity(try folder.status())
        let isSame = first.withLock { first in
            first = first ?? place
            return first == place
        }
        guard isSame else { throw SystemError(number: ESTALE) }
    }
}

internal import Glibc
internal import Model

/// What ``KeyStore/inspectServer(for:)`` finds of a file: its mode, what this process may do, the kind of its journal.
struct SQLiteInspect {
    private let file: SQLiteFile

    init(_ file: SQLiteFile) { self.file = file }

    func read(_ database: SQLiteDatabase) throws -> DatabaseFile {
        var status = stat()
        guard fstat(file.descriptor, &status) == 0 else {
            throw StoreError.unreachable(message: String(cString: strerror(errno)))
        }
        let folder = file.path.lastIndex(of: "/").map { file.path[...$0] } ?? "."
        return DatabaseFile(
            path: file.path,
            mode: status.st_mode & 0o7777,
            mayWrite: Self.mayWrite(file.path),
            mayWriteBeside: Self.mayWrite(String(folder)),
            journalMode: try database.text("PRAGMA journal_mode") ?? "unknown"
        )
    }

    /// By the rights that count when a file is opened.
    private static func mayWrite(_ path: String) -> Bool { faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 }
}

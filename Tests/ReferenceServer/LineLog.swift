internal import Glibc

/// Appends lines to a file, each by one write, so that readers never see half of one.
final class LineLog: Sendable {
    private let file: Int32

    init(_ path: String) throws(DatabaseFailure) {
        file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DatabaseFailure(description: "\(path) cannot be written") }
    }

    deinit { close(file) }

    func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(file, bytes, bytes.count)
    }
}

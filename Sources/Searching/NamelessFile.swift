internal import Glibc
internal import Subprocess

/// A file without a name that a process reads from its start.
///
/// A pipe would do, if its reader read it to its end in every case: writing to one that is closed ends this process.
final class NamelessFile {
    private let file: UnsafeMutablePointer<FILE>

    /// Nil if no temporary file can be made.
    init?(holding text: String) {
        guard let file = tmpfile() else { return nil }
        self.file = file
        _ = fcntl(fileno(file), F_SETFD, FD_CLOEXEC)
        var text = text
        let count = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
        guard count == text.utf8.count, fflush(file) == 0, lseek(fileno(file), 0, SEEK_SET) == 0 else { return nil }
    }

    deinit { fclose(file) }

    /// The descriptor's type is swift-system's, on which nothing else of Keyturn's depends: it is never named here.
    ///
    /// - Throws: ``GitProblem``, where the descriptor is not one.
    func input() throws(GitProblem) -> FileDescriptorInput {
        func make<Wrapped: RawRepresentable>(
            _ body: (Wrapped) -> FileDescriptorInput
        ) -> FileDescriptorInput? where Wrapped.RawValue == Int32 {
            Wrapped(rawValue: fileno(file)).map(body)
        }
        guard let input = make({ .fileDescriptor($0, closeAfterSpawningProcess: false) }) else {
            throw GitProblem(reason: "no temporary file can be read")
        }
        return input
    }
}

internal import Glibc
package import Model
internal import SideBySide
internal import Synchronization

/// Looks for known keys in files, several at once.
package struct FileSearch: Sendable {
    private let known: SoughtKeys

    /// How much of a file is in memory at a time, for each of those that are looked at.
    private static let piece = 1 << 18

    package init(for known: SoughtKeys) { self.known = known }

    /// Everything below the paths.
    package func search(below paths: [PathBytes]) async -> SearchResult {
        let walk = Mutex(TreeWalk(paths))
        return await search { walk.withLock { $0.next() } }
    }

    /// These files and nothing else, for as long as there is time: also of a file no more is read then.
    package func search(files: [PathBytes], until end: ContinuousClock.Instant? = nil) async -> SearchResult {
        let walk = Mutex(files[...])
        var result = await search(until: end) {
            walk.withLock { rest in
                if let end, ContinuousClock.now > end { return nil }
                return rest.popFirst().map(TreeWalk.Step.file)
            }
        }
        let left = walk.withLock { $0 }
        if let next = left.first {
            let reason = "\(left.count) files were not read before time ran out"
            result.problems.append(SearchProblem(path: next.text, reason: reason))
        }
        return result
    }

    private func search(
        until end: ContinuousClock.Instant? = nil,
        _ next: @escaping @Sendable () -> TreeWalk.Step?
    ) async -> SearchResult {
        let workers = Array(0..<max(1, min(16, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        let results = await sideBySide(workers) { _ -> SearchResult in
            var result = SearchResult()
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 16)
            defer {
                if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
                buffer.deallocate()
            }
            while let step = next() {
                switch step {
                case .problem(let problem): result.problems.append(problem)
                case .file(let path):
                    switch document(path, buffer, until: end) {
                    case .success(let document): result.add(document)
                    case .failure(let problem): result.problems.append(problem.problem)
                    }
                }
            }
            return result
        }
        var all = SearchResult()
        for result in results { all.add(result) }
        all.binary.sort()
        all.problems.sort { $0.path < $1.path }
        return all
    }

    /// Everything that can be read from a descriptor, such as standard input.
    package func search(descriptor: Int32) -> SearchResult {
        var result = SearchResult()
        var search = DocumentSearch(for: known)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 16)
        defer {
            if let base = buffer.baseAddress { explicit_bzero(base, buffer.count) }
            buffer.deallocate()
        }
        if let number = Self.read(descriptor, buffer, into: &search) {
            result.problems.append(SearchProblem(path: "(standard input)", reason: String(cString: strerror(number))))
        }
        search.finish()
        result.add(SearchedDocument(.standardInput, search))
        return result
    }

    private struct Failure: Error {
        let problem: SearchProblem
    }

    private func document(
        _ path: PathBytes,
        _ buffer: UnsafeMutableRawBufferPointer,
        until end: ContinuousClock.Instant?
    ) -> Result<SearchedDocument, Failure> {
        func failure(_ reason: String, _ kind: SearchProblem.Kind = .unreadable) -> Result<SearchedDocument, Failure> {
            .failure(Failure(problem: SearchProblem(path: path.text, reason: reason, kind: kind)))
        }
        // A pipe in the file's place would keep us until someone writes to it.
        let descriptor = path.withCString { $0.map { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) } ?? -1 }
        guard descriptor >= 0 else {
            let number = errno
            return failure(String(cString: strerror(number)), number == ENOENT ? .missing : .unreadable)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return failure(String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { return failure("it is not a regular file", .notRegular) }
        var search = DocumentSearch(for: known)
        if let number = Self.read(descriptor, buffer, into: &search, until: end) {
            return failure(
                number == ETIME ? "it was not fully read before time ran out" : String(cString: strerror(number))
            )
        }
        search.finish()
        let file = FileNumber(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        return .success(SearchedDocument(.file(path: path), search, file: file))
    }

    /// - Returns: an `errno`, `ETIME` where time was up; nil if everything could be read.
    private static func read(
        _ descriptor: Int32,
        _ buffer: UnsafeMutableRawBufferPointer,
        into search: inout DocumentSearch,
        until end: ContinuousClock.Instant? = nil
    ) -> Int32? {
        while true {
            if let end, ContinuousClock.now > end { return ETIME }
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno }
            if count == 0 { return nil }
            search.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

extension FileNumber {
    /// Of the file that a path leads to; nil if there is none.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}

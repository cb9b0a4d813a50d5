internal import Glibc
internal import Subprocess

/// Asks git which fragments it does not ignore: one process for an output folder, and none where there is no repository.
///
/// Git is never what stops a run by itself: where it cannot tell, that is told.
package struct GitCommand: GitTracking {
    /// What git may take: a run that holds locks does not wait for a file system that hangs.
    private let patience: Duration

    /// The variables of the process's environment.
    private let lookup: @Sendable (String) -> String?

    /// `lookup` gives a variable of the process's environment.
    package init(
        patience: Duration,
        lookup: @escaping @Sendable (String) -> String? = { getenv($0).map { String(cString: $0) } }
    ) {
        self.patience = patience
        self.lookup = lookup
    }

    package func look(at fragments: [String], in output: String) async -> GitFinding {
        guard !fragments.isEmpty else { return .outside }
        let root = RootFolder(path: output)
        let folder = root.nearestExisting
        let resolved = root.resolved
        let repository: String
        do throws(GitObstacle) {
            guard let found = try Self.repository(around: folder) else {
                return elsewhere(holding: resolved).map { .unknown($0) } ?? .outside
            }
            repository = found
        } catch {
            return .unknown(error)
        }
        // Git does not look beyond links, so it is asked with none in the paths.
        let inside = resolved == folder ? "" : String(resolved.dropFirst(folder.utf8.count).drop { $0 == "/" }) + "/"
        let ignored: Set<String>
        let answer = await soon(repository) {
            await self.ignored(fragments.map { inside + $0 }, in: folder, repository)
        }
        switch answer {
        case .success(let paths): ignored = paths
        case .failure(let obstacle): return .unknown(obstacle)
        }
        let tracked = fragments.filter { !ignored.contains(inside + $0) }
        guard !tracked.isEmpty else { return .ignored }
        let prefix = String(resolved.dropFirst(repository.utf8.count).drop { $0 == "/" })
        return .tracked(
            TrackedFragments(paths: tracked, isAll: tracked.count == fragments.count, outputInRepository: prefix)
        )
    }

    // MARK: - Repositories

    /// The folder, of those around this one, that holds `.git`.
    private static func repository(around folder: String) throws(GitObstacle) -> String? {
        var folder = folder
        while true {
            var status = stat()
            if lstat(folder == "/" ? "/.git" : folder + "/.git", &status) == 0 { return folder }
            guard errno == ENOENT || errno == ENOTDIR else { throw .unsearchable(folder, SystemError(number: errno)) }
            let parent = RootFolder.parent(of: folder)
            if parent == folder { return nil }
            folder = parent
        }
    }

    /// A repository that git's own variables name, where its work tree holds the folder.
    ///
    /// It is not asked: inside a hook these variables would name another repository than the one around the folder.
    private func elsewhere(holding folder: String) -> GitObstacle? {
        guard let named = lookup("GIT_DIR"), !named.isEmpty else { return nil }
        guard let path = realpath(lookup("GIT_WORK_TREE").flatMap { $0.isEmpty ? nil : $0 } ?? ".", nil) else {
            return nil
        }
        defer { free(path) }
        let tree = String(cString: path)
        let isInside = tree == "/" || folder == tree || folder.hasPrefix(tree + "/")
        return isInside ? .elsewhere(tree) : nil
    }

    // MARK: - Asking

    private typealias Answer = Result<Set<String>, GitObstacle>

    /// The answer, or that it did not come in time; the processes that were asked are then ended.
    private func soon(_ repository: String, _ ask: @escaping @Sendable () async -> Answer) async -> Answer {
        await withTaskGroup(of: Answer.self) { group in
            group.addTask(operation: ask)
            group.addTask { [patience] in
                try? await Task.sleep(for: patience)
                return .failure(.late(repository: repository, after: patience))
            }
            let first = await group.next() ?? .failure(.failed(repository: repository))
            group.cancelAll()
            return first
        }
    }

    /// Those of the paths that git ignores.
    ///
    /// A file that is committed already is not ignored, whatever `.gitignore` says.
    private func ignored(_ paths: [String], in folder: String, _ repository: String) async -> Answer {
        let list = paths.joined(separator: "\0") + "\0"
        guard let file = Self.namelessFile(with: list) else { return .failure(.failed(repository: repository)) }
        defer { fclose(file) }
        guard let input = Self.input(from: fileno(file)) else { return .failure(.failed(repository: repository)) }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        do {
            let result = try await run(
                .name("git"),
                arguments: Arguments(GitQuestion.arguments(in: folder, lookup)),
                environment: Self.environment(GitQuestion.environment(lookup)),
                platformOptions: options,
                input: input,
                output: .bytes(limit: list.utf8.count + 1),
                error: .bytes(limit: Self.mostWords)
            )
            switch result.terminationStatus {
            // 0: some are ignored; 1: none is.
            case .exited(0), .exited(1):
                return .success(
                    Set(result.standardOutput.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
                )
            case .exited(let code):
                let words = String(decoding: result.standardError, as: UTF8.self)
                return .failure(GitObstacle(saying: words, exitCode: Int(code), repository: repository))
            case .signaled: return .failure(.failed(repository: repository))
            }
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .failure(.notFound(repository: repository))
        } catch {
            return .failure(.failed(repository: repository))
        }
    }

    /// More than git says before it gives up, in bytes.
    private static let mostWords = 65_536

    private static func environment(_ variables: [String: String]) -> Subprocess.Environment {
        let pairs = variables.map { (Subprocess.Environment.Key(stringLiteral: $0.key), $0.value) }
        return .custom(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    /// A file without a name, to be read from its start.
    ///
    /// A pipe would do, if git read it to its end in every case: writing to one that git has closed ends this process
    /// with SIGPIPE.
    private static func namelessFile(with text: String) -> UnsafeMutablePointer<FILE>? {
        guard let file = tmpfile() else { return nil }
        _ = fcntl(fileno(file), F_SETFD, FD_CLOEXEC)
        var text = text
        let count = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
        guard count == text.utf8.count, fflush(file) == 0, lseek(fileno(file), 0, SEEK_SET) == 0 else {
            fclose(file)
            return nil
        }
        return file
    }

    /// The descriptor's type is swift-system's, on which nothing else of ours depends: it is never named here.
    private static func input(from number: Int32) -> FileDescriptorInput? {
        func make<Wrapped: RawRepresentable>(
            _ body: (Wrapped) -> FileDescriptorInput
        ) -> FileDescriptorInput? where Wrapped.RawValue == Int32 {
            Wrapped(rawValue: number).map(body)
        }
        return make { .fileDescriptor($0, closeAfterSpawningProcess: false) }
    }
}

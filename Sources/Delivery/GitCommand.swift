internal import Glibc
internal import Subprocess

/// Asks git which fragments it does not ignore: one process for a repository, and none where there is none.
///
/// Git is never what stops a run by itself: where it cannot tell, that is reported.
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

    package func look(at folders: [GitSubject]) async -> [GitFinding] {
        let places = folders.map { subject in
            Result { () throws(GitObstacle) in try GitPlace(of: subject, lookup) }
        }
        let asked = Dictionary(grouping: places.compactMap { try? $0.get() }, by: \.repository)
        let answers = await withTaskGroup(of: [GitSubject: GitFinding].self) { group in
            for (repository, places) in asked { group.addTask { await findings(places, in: repository) } }
            return await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        }
        return zip(folders, places).map { subject, place in
            switch place {
            case .failure(let obstacle): .unknown(obstacle)
            case .success: answers[subject] ?? .outside
            }
        }
    }

    /// What one repository's git says of all its places.
    private func findings(_ places: [GitPlace], in repository: String) async -> [GitSubject: GitFinding] {
        let answer = await soon(repository) { await ignored(places.flatMap(\.paths), in: repository) }
        if case .failure(let obstacle) = answer, places.count > 1, obstacle.concernsOnePath {
            // What one path is in the way of is not said of the others.
            return await withTaskGroup(of: [GitSubject: GitFinding].self) { group in
                for place in places { group.addTask { await findings([place], in: repository) } }
                return await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
            }
        }
        let pairs = places.map { place in
            switch answer {
            case .success(let ignored): (place.subject, place.finding(ignored: ignored))
            case .failure(let obstacle): (place.subject, GitFinding.unknown(obstacle))
            }
        }
        return Dictionary(pairs) { first, _ in first }
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

    /// More names than a command line takes, in bytes: fewer templates have that.
    private static let mostNames = 1 << 20

    package func tracked(_ files: [String], in repository: String) async -> Set<String>? {
        guard files.reduce(0, { $0 + $1.utf8.count + 1 }) < Self.mostNames else { return nil }
        let answer = await soon(repository) { await ask(GitQuestion.tracked(files), files, in: repository) }
        // What is in the folders that a name may be now is not asked about.
        return (try? answer.get())?.intersection(files)
    }

    /// Those of the paths that git ignores.
    ///
    /// A file that is committed already is not ignored, whatever `.gitignore` says.
    private func ignored(_ paths: [String], in repository: String) async -> Answer {
        await ask(GitQuestion.ignored, paths, in: repository)
    }

    /// Those of the paths that git answers with.
    private func ask(_ question: [String], _ paths: [String], in repository: String) async -> Answer {
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
                arguments: Arguments(GitQuestion.arguments(in: repository, asking: question, lookup)),
                environment: Self.environment(GitQuestion.environment(lookup)),
                platformOptions: options,
                input: input,
                // A file that is being merged is in the index up to three times.
                output: .bytes(limit: 3 * list.utf8.count + 1),
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

    /// The descriptor's type is swift-system's, on which nothing else of Keyturn's depends: it is never named here.
    private static func input(from number: Int32) -> FileDescriptorInput? {
        func make<Wrapped: RawRepresentable>(
            _ body: (Wrapped) -> FileDescriptorInput
        ) -> FileDescriptorInput? where Wrapped.RawValue == Int32 {
            Wrapped(rawValue: number).map(body)
        }
        return make { .fileDescriptor($0, closeAfterSpawningProcess: false) }
    }
}

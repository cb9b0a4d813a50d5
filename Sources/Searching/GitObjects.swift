internal import Delivery
internal import Glibc
internal import Model
internal import Subprocess

/// Looks for known keys in what git keeps: what it tracks, and every version of it.
///
/// Git is asked with nothing switched on that a repository could make it run.
package struct GitObjects: Sendable {
    private let known: SoughtKeys

    /// The variables of the process's environment.
    private let lookup: @Sendable (String) -> String?

    package init(for known: SoughtKeys) {
        self.known = known
        lookup = { getenv($0).map { String(cString: $0) } }
    }

    /// The top folder of the repository around a folder; nil where there is none.
    package func repository(around folder: String) async -> String? {
        guard let answer = try? await ask(["rev-parse", "--show-toplevel"], in: folder) else { return nil }
        let path = String(decoding: answer.prefix { $0 != 0x0A }, as: UTF8.self)
        return path.isEmpty ? nil : path
    }

    /// The files that git tracks below a folder, relative to it.
    ///
    /// - Throws: ``GitProblem``.
    package func tracked(below folder: String) async throws(GitProblem) -> [String] {
        let answer = try await ask(["ls-files", "-z"], in: folder)
        return answer.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Those of them whose staged content is not that of the file.
    ///
    /// - Throws: ``GitProblem``.
    package func altered(below folder: String) async throws(GitProblem) -> [String] {
        let answer = try await ask(["diff-files", "--name-only", "--relative", "-z"], in: folder)
        return answer.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The paths of what would be committed next, relative to the folder.
    ///
    /// - Throws: ``GitProblem``.
    package func staged(in folder: String) async throws(GitProblem) -> [String] {
        let question = ["diff-index", "--cached", "--name-only", "--relative", "--diff-filter=ACMRT", "-z"]
        // A repository without a commit has no HEAD to compare with.
        let hasHead = (try? await ask(["rev-parse", "--verify", "--quiet", "HEAD"], in: folder)) != nil
        let answer =
            hasHead
            ? try await ask(question + ["HEAD"], in: folder) : try await ask(["ls-files", "-z"], in: folder)
        return answer.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Looks at the staged content of some paths.
    ///
    /// - Throws: ``GitProblem``.
    package func search(staged paths: [String], in folder: String) async throws(GitProblem) -> SearchResult {
        guard !paths.isEmpty else { return SearchResult() }
        // A name with a line break in it cannot be asked for; `:./` is the path from the folder.
        let asked = paths.filter { !$0.utf8.contains(0x0A) }
        var result = SearchResult()
        result.problems = paths.filter { $0.utf8.contains(0x0A) }.map {
            SearchProblem(path: $0, reason: "its name has a line break in it")
        }
        let list = asked.map { ":./\($0)\n" }.joined()
        let question = ["cat-file", "--batch", "--buffer"]
        var stream = GitObjectStream(for: known)
        try await read(question, in: folder, input: list) { bytes in stream.feed(bytes) }
        for object in stream.objects.sorted(by: { $0.place < $1.place }) where object.place < asked.count {
            result.documents.append(SearchedDocument(.staged(path: asked[object.place]), object.search))
        }
        result.documentCount += stream.count
        result.byteCount += stream.byteCount
        return result
    }

    /// Looks at every object that the repository around a folder holds, reachable or not: versions of files, and what was
    /// written about commits and tags.
    ///
    /// - Throws: ``GitProblem``.
    package func searchHistory(of folder: String) async throws(GitProblem) -> SearchResult {
        var stream = GitObjectStream(for: known)
        let question = ["cat-file", "--batch", "--batch-all-objects", "--unordered", "--buffer"]
        try await read(question, in: folder, input: nil) { bytes in stream.feed(bytes) }
        var result = SearchResult()
        result.documentCount = stream.count
        result.byteCount = stream.byteCount
        guard !stream.objects.isEmpty else { return result }
        var log = GitLog(of: Set(stream.objects.lazy.filter(\.isBlob).map(\.id)))
        try await read(GitLog.question, in: folder, input: nil) { bytes in log.feed(bytes) }
        for object in stream.objects {
            let places =
                object.isBlob
                ? log.places[object.id] ?? [.history(path: "(no commit leads to it)", commit: object.id)]
                : [.message(object: object.id)]
            result.documents += places.map { SearchedDocument($0, object.search) }
        }
        return result
    }

    // MARK: - Asking

    /// More than a list of a million paths.
    private static let mostAnswer = 1 << 28

    private func ask(_ question: [String], in folder: String) async throws(GitProblem) -> [UInt8] {
        var answer: [UInt8] = []
        try await read(question, in: folder, input: nil) { bytes in
            if answer.count < Self.mostAnswer { answer.append(contentsOf: bytes) }
        }
        return answer
    }

    /// Lends what git answers, in pieces.
    private func read(
        _ question: [String],
        in folder: String,
        input: String?,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) async throws(GitProblem) {
        guard let file = NamelessFile(holding: input ?? "") else {
            throw GitProblem(reason: "no temporary file can be made")
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        let pairs = GitQuestion.environment(lookup).map {
            (Subprocess.Environment.Key(stringLiteral: $0.key), $0.value)
        }
        do {
            let result = try await run(
                .name("git"),
                arguments: Arguments(GitQuestion.arguments(in: folder, asking: question, lookup)),
                environment: .custom(Dictionary(pairs, uniquingKeysWith: { first, _ in first })),
                platformOptions: options,
                input: try file.input(),
                output: .sequence,
                error: .discarded
            ) { execution in
                for try await buffer in execution.standardOutput { buffer.withUnsafeBytes { body($0) } }
            }
            guard case .exited(0) = result.terminationStatus else {
                throw GitProblem(reason: "git could not answer for \(folder)")
            }
        } catch let problem as GitProblem {
            throw problem
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw GitProblem(reason: "git is not installed")
        } catch {
            throw GitProblem(reason: "git could not be asked about \(folder)")
        }
    }
}

/// Why git could not tell.
package struct GitProblem: Error, Hashable {
    /// A clause.
    package let reason: String
}

extension GitObjects {
    /// The folder that holds `.git`, of those around one; nil where there is none.
    ///
    /// Asks no one.
    package static func folder(around path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        var folder = String(cString: resolved)
        free(resolved)
        while true {
            var status = stat()
            if lstat(folder == "/" ? "/.git" : folder + "/.git", &status) == 0 { return folder }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }
}

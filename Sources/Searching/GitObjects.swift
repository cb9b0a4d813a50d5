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

    /// What git said to a hook about the repository, and is said to it again.
    private let place: [String: String]

    /// `inHook`: git itself started this process, and its variables name the repository and the index of the commit.
    package init(for known: SoughtKeys, inHook: Bool = false) {
        self.known = known
        lookup = { getenv($0).map { String(cString: $0) } }
        place = inHook ? GitQuestion.place(lookup) : [:]
    }

    /// The top folder of the repository around a folder; nil if there is none.
    package func repository(around folder: String) async -> String? {
        guard let answer = try? await ask(["rev-parse", "--show-toplevel"], in: folder) else { return nil }
        let path = String(decoding: answer.prefix { $0 != 0x0A }, as: UTF8.self)
        return path.isEmpty ? nil : path
    }

    /// What git tracks below a folder, relative to it.
    ///
    /// - Throws: ``GitProblem``.
    package func tracked(below folder: String) async throws(GitProblem) -> [GitEntry] {
        GitEntry.listed(in: try await ask(["ls-files", "--stage", "-z"], in: folder))
    }

    /// What of it is staged with another content than that of the file.
    ///
    /// - Throws: ``GitProblem``.
    package func altered(below folder: String) async throws(GitProblem) -> [GitEntry] {
        let question = ["diff-files", "--raw", "--no-abbrev", "--no-renames", "--relative", "-z"]
        return GitEntry.compared(in: try await ask(question, in: folder), side: .before)
    }

    /// What would be committed next in the repository around a folder, relative to its top.
    ///
    /// - Throws: ``GitProblem``.
    package func staged(in folder: String) async throws(GitProblem) -> [GitEntry] {
        // A repository without a commit has no HEAD to compare with.
        guard (try? await ask(["rev-parse", "--verify", "--quiet", "HEAD"], in: folder)) != nil else {
            return GitEntry.listed(in: try await ask(["ls-files", "--stage", "--full-name", "-z", ":/"], in: folder))
        }
        let question = ["diff-index", "--cached", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=ACMRT", "-z"]
        return GitEntry.compared(in: try await ask(question + ["HEAD"], in: folder), side: .after)
    }

    /// Looks at the staged content of some paths.
    ///
    /// - Throws: ``GitProblem``.
    package func search(staged entries: [GitEntry], in folder: String) async throws(GitProblem) -> SearchResult {
        let asked = entries.filter { !$0.isRepository }
        guard !asked.isEmpty else { return SearchResult() }
        var result = SearchResult()
        var stream = GitObjectStream(for: known)
        let list = asked.map { "\($0.object)\n" }.joined()
        try await read(["cat-file", "--batch", "--buffer"], in: folder, input: list) { bytes in stream.feed(bytes) }
        for object in stream.objects.sorted(by: { $0.place < $1.place }) where object.place < asked.count {
            result.documents.append(SearchedDocument(.staged(path: asked[object.place].path), object.search))
        }
        result.problems = stream.missing.filter { $0 < asked.count }.map {
            SearchProblem(path: asked[$0].path.text, reason: "git does not have its staged version")
        }
        result.documentCount += stream.count
        result.byteCount += stream.byteCount
        return result
    }

    /// Looks at every object that the repository around a folder holds, reachable or not: versions of files, and the
    /// messages of commits and tags.
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
                ? log.places[object.id] ?? [.history(path: nil, commit: object.id)]
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
        let variables = GitQuestion.environment(lookup).merging(place) { $1 }
        let pairs = variables.map { (Subprocess.Environment.Key(stringLiteral: $0.key), $0.value) }
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
                throw GitProblem(reason: "git failed for \(folder)")
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
    /// The folder that holds `.git`, of those around one; nil if there is none.
    ///
    /// The folder itself need not be there yet. Asks no one.
    package static func folder(around path: String) -> String? {
        guard var folder = firstFolder(from: path) else { return nil }
        while true {
            var status = stat()
            if lstat(folder == "/" ? "/.git" : folder + "/.git", &status) == 0 { return folder }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }

    /// Where a path leads to, or the first of the folders above it that is there.
    private static func firstFolder(from path: String) -> String? {
        var path = path[...]
        while true {
            if let resolved = realpath(path.isEmpty ? "." : String(path), nil) {
                defer { free(resolved) }
                return String(cString: resolved)
            }
            guard errno == ENOENT, !path.isEmpty else { return nil }
            path = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : path[..<$0] } ?? ""
        }
    }
}

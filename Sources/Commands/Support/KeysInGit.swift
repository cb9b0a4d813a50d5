internal import Diagnostics
internal import Fragments
internal import Model
internal import Reconciler
internal import Redaction
internal import Searching
internal import State

/// Live keys in files that git tracks, in the repositories of the configuration and of the output folders.
///
/// Bounded: a plan is not to wait for a repository of any size. What was left out is reported.
struct KeysInGit {
    private let runner: Runner
    private let views: [EnvironmentView]

    /// How long files are read, of all repositories together.
    private static let patience = Duration.seconds(10)

    /// How many keys are listed one by one.
    private static let most = 20

    init(_ runner: Runner, _ views: [EnvironmentView]) {
        self.runner = runner
        self.views = views
    }

    /// For a plan, which continues.
    func warnings() async -> [Diagnostic] { await found(.warning) }

    /// For `verify`, which fails.
    func errors() async -> [Diagnostic] { await found(.error) }

    private func found(_ severity: Diagnostic.Severity) async -> [Diagnostic] {
        let folders = [runner.options.config] + views.map(\.environment.output)
        let repositories = Set(folders.compactMap { GitObjects.folder(around: $0) }).sorted()
        guard !repositories.isEmpty else { return [] }
        let keys = views.flatMap { $0.listedKeys(now: SystemClock().now()) }.filter(\.isLive)
        let recogniser = KeyRecogniser(views, keys: keys)
        let sought = recogniser.sought
        let stores = Set(
            views.compactMap(\.environment.database.path).flatMap { [$0, $0 + "-wal", $0 + "-journal"] }
                .compactMap { FileNumber(path: $0) }
        )
        var places: [Fingerprint: [String]] = [:]
        var problems: [SearchProblem] = []
        let own = GitObjects.folder(around: runner.options.config)
        let end = ContinuousClock.now + Self.patience
        for repository in repositories {
            do throws(GitProblem) {
                let objects = GitObjects(for: sought)
                let folder = PathBytes(repository)
                let tracked = try await objects.tracked(below: repository).filter(\.isFile)
                let files = tracked.map { folder.appending($0.path.bytes) }
                let result = await FileSearch(for: sought).search(files: files, until: end)
                // A file that is tracked and gone, and a link, hold nothing here.
                problems += result.problems.filter { $0.isTold }
                for document in result.documents {
                    // Of a database that git tracks, `database-tracked` tells.
                    if let file = document.file, stores.contains(file) { continue }
                    guard case .file(let path) = document.place else { continue }
                    // Of another repository the whole path is reported.
                    let shown = repository == own ? String(path.text.dropFirst(folder.text.count + 1)) : path.text
                    for hit in document.hits { places[hit.fingerprint, default: []].append("\(shown):\(hit.line)") }
                }
            } catch {
                problems.append(SearchProblem(path: repository, reason: error.reason))
            }
        }
        var told = places.sorted { $0.value[0] < $1.value[0] }.prefix(Self.most).compactMap { fingerprint, places in
            recogniser.rows(of: fingerprint).first.map { Diagnostic.inGit(severity, $0, places) }
        }
        if let problem = problems.first { told.append(.notSearched(problem, others: problems.count - 1)) }
        return told
    }
}

extension SearchProblem {
    fileprivate var isTold: Bool { kind == .unreadable }
}

extension Diagnostic {
    fileprivate static func inGit(_ severity: Severity, _ key: ListedKey, _ places: [String]) -> Diagnostic {
        let shown = places.prefix(3).map { KeyLikeness.maskedNames(PlainText.line($0)) }.joined(separator: ", ")
        let more = places.count > 3 ? " and \(places.count - 3) more places" : ""
        let fix = key.identity.map {
            "`keyturn revoke \(key.environment)/\($0)`, and let the reader of this file read a fragment instead"
        }
        return Diagnostic(
            severity,
            CommandCode.liveKeyInGit,
            "the live key \(key.fingerprint) is in files that git tracks: \(shown)\(more)",
            detail:
                "Everyone with a clone of the repository has the key; `keyturn find --git --history` shows where else it is.",
            fix: fix ?? "end the key in its application: no identity declares it",
            address: key.identity.map { "\(key.environment)/\($0)" } ?? key.environment
        )
    }

    fileprivate static func notSearched(_ problem: SearchProblem, others: Int) -> Diagnostic {
        let more = others > 0 ? ", and \(others) more" : ""
        return Diagnostic(
            .warning,
            CommandCode.gitNotSearched,
            "some files that git tracks were not searched for live keys",
            detail: KeyLikeness.maskedNames(PlainText.line("\(problem.path): \(problem.reason)\(more)")),
            fix: "run `keyturn find --git` on the repository"
        )
    }
}

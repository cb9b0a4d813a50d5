internal import Diagnostics
internal import Fragments
internal import Glibc
internal import Model
internal import Planning
internal import Searching
internal import State

/// Looks for every key of some environments where a command line says.
struct KeyHunt {
    /// That some keys are not looked for; nothing that a search does changes it.
    let problems: [Diagnostic]
    private let rows: @Sendable (Fingerprint) -> [ListedKey]
    private let sought: SoughtKeys
    private let keyCount: Int

    /// Whether the keys are known by digests under a pepper alone.
    private let isKeyed: Bool
    private let ownPlaces: [FileNumber: Set<Owner>]

    /// Whose keys a file may hold.
    private struct Owner: Hashable {
        let environment: String

        /// Nil for the store itself, which holds keys of everyone.
        let identity: String?
    }

    /// Looks for what the stores of these environments know.
    init(_ views: [EnvironmentView], now: Instant) {
        let keys = views.flatMap { $0.listedKeys(now: now) }
        let recogniser = KeyRecogniser(views, keys: keys)
        sought = recogniser.sought
        rows = { recogniser.rows(of: $0) }
        problems = recogniser.problems
        keyCount = keys.count - recogniser.unsearchable.lazy.map(\.count).reduce(0, +)
        isKeyed = false
        ownPlaces = Self.ownPlaces(of: views)
    }

    /// Looks for what manifests name, where no database can be reached.
    init(_ manifests: ManifestSet, now: Instant) {
        let keys = manifests.manifests.flatMap { $0.listedKeys(now: now) }
        let index = KeyIndex(keys)
        rows = { index.rows(of: $0) }
        problems = manifests.withheldKeys.map { .withheld($0.count, from: $0.environment, isPlain: $0.isPlain) }
        let isPlain = manifests.manifests.allSatisfy { $0.fingerprints == .plain }
        isKeyed = !isPlain
        sought = SoughtKeys(index.fingerprints, under: isPlain ? nil : manifests.pepper)
        keyCount = keys.count
        ownPlaces = [:]
    }

    /// Where it is looked.
    struct Places {
        var paths: [String] = []
        var standardInput = false
        var git = false
        var history = false
    }

    func search(_ places: Places) async -> KeySearch {
        let files = FileSearch(for: sought)
        let objects = GitObjects(for: sought)
        var result = SearchResult()
        if places.standardInput { result.add(files.search(descriptor: STDIN_FILENO)) }
        if places.git || places.history {
            for path in places.paths {
                if places.git { await add(tracked: path, files, objects, to: &result) }
            }
            var repositories: Set<String> = []
            for path in places.paths where places.history {
                guard let repository = await objects.repository(around: path) else {
                    if !places.git { result.problems.append(Self.noRepository(path)) }
                    continue
                }
                guard repositories.insert(repository).inserted else { continue }
                do throws(GitProblem) {
                    result.add(try await objects.searchHistory(of: path))
                } catch {
                    result.problems.append(SearchProblem(path: path, reason: error.reason))
                }
            }
        } else if !places.paths.isEmpty {
            result.add(await files.search(below: places.paths.map { PathBytes($0) }))
        }
        return judged(result, ownCounts: !places.git && !places.history)
    }

    /// What would be committed next in the repository around a folder, as git says it to a hook.
    func search(stagedIn folder: String) async -> KeySearch {
        let objects = GitObjects(for: sought, inHook: true)
        var result = SearchResult()
        do throws(GitProblem) {
            result.add(try await objects.search(staged: objects.staged(in: folder), in: folder))
        } catch {
            result.problems.append(SearchProblem(path: folder, reason: error.reason))
        }
        return judged(result, ownCounts: false)
    }

    private func add(
        tracked path: String,
        _ files: FileSearch,
        _ objects: GitObjects,
        to result: inout SearchResult
    ) async {
        guard await objects.repository(around: path) != nil else {
            result.problems.append(Self.noRepository(path))
            return
        }
        do throws(GitProblem) {
            let folder = PathBytes(path)
            let tracked = try await objects.tracked(below: path)
            var indexed = Set(try await objects.altered(below: path))
            var found = await files.search(files: tracked.filter(\.isFile).map { folder.appending($0.path.bytes) })
            // What git keeps of a file that is not here, and of a link, is looked at below.
            let missing = Set(found.problems.lazy.filter { $0.kind == .missing }.map(\.path))
            found.problems.removeAll { $0.kind == .missing }
            indexed.formUnion(
                tracked.filter { !$0.isFile || missing.contains(folder.appending($0.path.bytes).text) }
            )
            found.problems += tracked.filter(\.isRepository).map {
                let reason = "it is another repository (a submodule): search it separately"
                return SearchProblem(path: folder.appending($0.path.bytes).text, reason: reason)
            }
            result.add(found)
            var staged = try await objects.search(staged: Array(indexed), in: path)
            for place in staged.documents.indices {
                if case .staged(let path) = staged.documents[place].place {
                    staged.documents[place].place = .staged(path: folder.appending(path.bytes))
                }
            }
            let seen = Set(found.documents.flatMap { document in document.hits.map { Seen(document.place, $0) } })
            staged.documents.removeAll { document in
                document.hits.allSatisfy { seen.contains(Seen(document.place, $0)) }
            }
            result.add(staged)
        } catch {
            result.problems.append(SearchProblem(path: path, reason: error.reason))
        }
    }

    /// A key in a file, to tell one place once.
    private struct Seen: Hashable {
        let path: PathBytes?
        let hit: DocumentSearch.Hit

        init(_ place: SearchedPlace, _ hit: DocumentSearch.Hit) {
            switch place {
            case .file(let path), .staged(let path): self.path = path
            default: path = nil
            }
            self.hit = hit
        }
    }

    private static func noRepository(_ path: String) -> SearchProblem {
        SearchProblem(path: path, reason: "it is not in a git repository")
    }

    // MARK: - What was found

    private func judged(_ result: SearchResult, ownCounts: Bool) -> KeySearch {
        var findings: [KeyFinding] = []
        for document in result.documents {
            let owners = ownCounts ? document.file.flatMap { ownPlaces[$0] } ?? [] : []
            for hit in document.hits {
                let rows = rows(hit.fingerprint)
                findings.append(
                    KeyFinding(
                        place: document.place,
                        line: hit.line,
                        column: hit.column,
                        fingerprint: hit.fingerprint,
                        rows: rows,
                        isOwn: rows.contains { row in
                            owners.contains(Owner(environment: row.environment, identity: row.identity))
                                || owners.contains(Owner(environment: row.environment, identity: nil))
                        },
                        isKeyed: isKeyed
                    )
                )
            }
        }
        return KeySearch(
            findings: findings.sorted(by: Self.isBefore),
            documents: result.documentCount,
            bytes: result.byteCount,
            binary: result.binary.map(\.text),
            unread: result.problems.map { ($0.path, $0.reason) },
            keys: keyCount
        )
    }

    private static func isBefore(_ left: KeyFinding, _ right: KeyFinding) -> Bool {
        let (one, other) = (sortKey(left.place), sortKey(right.place))
        if one != other { return one < other }
        return (left.line, left.column, left.shown) < (right.line, right.column, right.shown)
    }

    private static func sortKey(_ place: SearchedPlace) -> PathBytes {
        switch place {
        case .standardInput: PathBytes("")
        case .file(let path): PathBytes("1".utf8 + path.bytes)
        case .staged(let path): PathBytes("1".utf8 + path.bytes + [1])
        case .history(let path, let commit): PathBytes("2".utf8 + (path?.bytes ?? []) + [1] + commit.utf8)
        case .message(let object): PathBytes("3" + object)
        }
    }

    private static func ownPlaces(of views: [EnvironmentView]) -> [FileNumber: Set<Owner>] {
        var places: [FileNumber: Set<Owner>] = [:]
        for view in views {
            let environment = view.environment
            for fragment in view.observed.layout.fragments {
                guard let file = FileNumber(path: "\(environment.output)/\(fragment.path)") else { continue }
                for identity in fragment.identities {
                    let name = environment.identities[identity].name
                    places[file, default: []].insert(Owner(environment: view.name, identity: name))
                }
            }
            guard let database = environment.database.path else { continue }
            for path in [database, database + "-wal", database + "-journal"] {
                guard let file = FileNumber(path: path) else { continue }
                places[file, default: []].insert(Owner(environment: view.name, identity: nil))
            }
        }
        return places
    }
}

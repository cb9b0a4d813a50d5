internal import ArgumentParser
internal import Configuration
internal import Diagnostics
internal import Model
internal import Planning
internal import Reconciler
internal import Rendering
internal import State

struct HookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook",
        abstract: "Hooks for git.",
        subcommands: [PreCommitCommand.self]
    )
}

struct PreCommitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pre-commit",
        abstract: "Refuses a commit that contains a known key.",
        discussion: """
            Searches the staged files of the repository around this folder for every key of every environment, live or \
            dead. Without access to the databases, it uses manifests (`keyturn isolation export`); their pepper comes \
            from the environment files. A manifest that was exported without a pepper does not contain every key.

            EXAMPLES
              keyturn hook pre-commit
              keyturn hook pre-commit --manifest prod.manifest.json

            Exits with 1 where a key is staged, and where a file could not be read or a key could not be searched for.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Look for the keys in a manifest instead of those in databases; may be repeated.",
            valueName: "file"
        )
    )
    var manifest: [String] = []

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let runner = Runner(options)
        let now: Instant
        let hunt: KeyHunt
        let name: ShownName
        if manifest.isEmpty {
            let found = await InventorySource(runner).look(withOthers: false)
            runner.tell(found.diagnostics, sources: found.loaded.sources)
            if found.diagnostics.hasErrors { ExitStatus(for: found.diagnostics).end() }
            now = found.now
            hunt = KeyHunt(found.views, now: now)
            name = ShownName(found.views)
        } else {
            now = SystemClock().now()
            hunt = KeyHunt(try await manifests(runner), now: now)
            name = ShownName([])
        }
        let search = await hunt.search(stagedIn: ".")
        for problem in search.unread {
            let what = "\(name(problem.path)) was not searched: \(name(problem.reason))"
            runner.console.report(Diagnostic(.error, CommandCode.fileNotSearched, what))
        }
        for problem in hunt.problems { runner.console.report(problem) }
        guard search.findings.isEmpty, search.unread.isEmpty, hunt.problems.isEmpty else {
            if !search.findings.isEmpty {
                runner.console.error(FindingText(style: runner.console.errorStyle, name).render(search, now: now))
                runner.console.error("Nothing was committed: remove the keys from the staged files.\n")
            }
            ExitStatus.failed.end()
        }
    }

    private func manifests(_ runner: Runner) async throws -> ManifestSet {
        var read: [ManifestSet.File] = []
        for file in manifest {
            do {
                read.append((file, try DiskFiles().read(file, limit: 256 << 20)))
            } catch {
                let what = "the manifest \(file) cannot be read"
                runner.console.report(Diagnostic(.error, CommandCode.fileNotSearched, what))
                ExitStatus.failed.end()
            }
        }
        let loader = ConfigurationLoader(directory: options.config, variables: runner.variables)
        let peppers = await loader.load().environments.compactMap { ($0.environment ?? $0.draft)?.pepper }
        let set = ManifestSet(read, peppers: peppers)
        runner.tell(set.diagnostics.filter(\.isError), sources: SourceTexts())
        if set.diagnostics.hasErrors { ExitStatus.failed.end() }
        if set.pepper == nil, !set.manifests.allSatisfy({ $0.fingerprints == .plain }) {
            runner.console.report(
                Diagnostic(
                    .error,
                    CommandCode.fileNotSearched,
                    "no environment here declares the pepper of the manifests, so no key can be recognised",
                    fix: "set the variable that isolation.pepper names"
                )
            )
            ExitStatus.failed.end()
        }
        return set
    }
}

extension Diagnostic {
    /// Keys that a manifest does not name, or not in a way that a word can be compared with.
    static func withheld(_ count: Int, from environment: String, isPlain: Bool) -> Diagnostic {
        let keys = count == 1 ? "1 key of \(environment) is" : "\(count) keys of \(environment) are"
        guard isPlain else {
            return Diagnostic(
                .error,
                CommandCode.keysNotSearched,
                "\(keys) not recognised by the manifest",
                detail: "Their table stores digests of another form, which manifests do not contain.",
                fix: "run the hook where the database can be reached, without --manifest",
                address: environment
            )
        }
        return Diagnostic(
            .error,
            CommandCode.keysNotSearched,
            "\(keys) not in the manifest",
            detail: "It was exported without a pepper, so it omits keys that could be guessed from their digests.",
            fix: "set `isolation.pepper`, and export the manifest again",
            address: environment
        )
    }
}

internal import Configuration
internal import Delivery
internal import Diagnostics
internal import Model
internal import Reconciler
internal import Redaction
internal import Rendering
internal import State

/// Appends identities for live keys that no identity declares to environment files: `init --add`.
struct AppendRun {
    let runner: Runner
    let format: OutputFormat
    let takes: (ListedKey) -> Bool

    /// What came of one environment.
    private struct Appended {
        let path: String
        let names: [String]
        let left: [UndraftedKeys]
    }

    func run() async throws {
        let found = await InventorySource(runner).look(withOthers: false)
        runner.tell(found.diagnostics, sources: found.loaded.sources)
        if found.diagnostics.hasErrors { ExitStatus(for: found.diagnostics).end() }
        var all: [Appended] = []
        for view in found.views {
            let path = "\(runner.options.config)/\(view.name).yaml"
            all.append(try await append(to: path, view, now: found.now))
        }
        switch format {
        case .text: try runner.console.show(all.map(Self.text).joined())
        case .json:
            let json: JSONText = [
                "format_version": "1.0",
                "files": .array(
                    all.map {
                        [
                            "path": .string(SecretMask.masked(PlainText.line($0.path))),
                            "written": .bool(!$0.names.isEmpty), "added": .array($0.names.map { .string($0) }),
                            "left": .int(Int64($0.left.count)),
                        ]
                    }
                ),
            ]
            try runner.console.output(json)
        }
    }

    private func append(to path: String, _ view: EnvironmentView, now: Instant) async throws -> Appended {
        let taken = Set(view.environment.identities.map(\.name))
        let keys = Inventory(of: [view], Inventory.Filter(), now: now).keys
        var drafts = IdentityDrafts(
            of: keys,
            in: view.environment.profile,
            try details(of: view),
            taken: taken,
            takes: takes
        )
        guard !drafts.identities.isEmpty else { return Appended(path: path, names: [], left: drafts.left) }
        let text: String
        do {
            text = String(decoding: try DiskFiles().read(path, limit: 48 << 20), as: UTF8.self)
        } catch {
            throw StarterError(path: path, number: 2)
        }
        // Read as it would be, to see that it is right and what the keys look like, before anything is written.
        drafts.recognise(
            in: try await reread(path, try appended(text, drafts, to: path), view.name),
            prefixes: Self.prefixes(of: view),
            now: now
        )
        let identities = drafts.identities
        guard !identities.isEmpty else { return Appended(path: path, names: [], left: drafts.left) }
        let new = try appended(text, drafts, to: path)
        _ = try await reread(path, new, view.name)
        do throws(ReplacedFile.Problem) {
            try DeclarationFile.replace(path, with: new)
        } catch {
            throw StarterError(path: path, reason: error.reason)
        }
        return Appended(path: path, names: identities.map(\.name), left: drafts.left)
    }

    private func details(of view: EnvironmentView) throws -> KeyTableDetails? {
        do throws(AddressProblem) {
            return try StoreImport.details(of: view.environment)
        } catch {
            runner.tell(error.diagnostics, sources: SourceTexts())
            ExitStatus(for: error.diagnostics).end()
        }
    }

    private static func prefixes(of view: EnvironmentView) -> [String] {
        [view.environment.profile?.alsoAccepts?.prefix].compactMap(\.self)
            + view.environment.identities.map(\.key.format.prefix)
    }

    /// - Throws: ``StarterError`` where nothing can be appended.
    private func appended(_ text: String, _ drafts: IdentityDrafts, to path: String) throws -> String {
        do throws(DeclarationFile.Problem) {
            return try DeclarationFile(text).appending(to: "identities") {
                DeclarationYAML.identities(drafts.identities, indent: $0)
            }
        } catch {
            throw StarterError(path: path, reason: error.description)
        }
    }

    /// The environment as the file would declare it with another text.
    private func reread(_ path: String, _ text: String, _ name: String) async throws -> EnvironmentView {
        let files = PatchedFiles(path: path, content: Array(text.utf8))
        let loader = ConfigurationLoader(directory: runner.options.config, variables: runner.variables, files: files)
        let options = runner.options.choosing([name])
        let loaded = try await FleetLoader(options: options, variables: runner.variables).load(await loader.load())
        let problems = runner.problems(of: loaded)
        if problems.hasErrors {
            runner.tell(problems, sources: loaded.sources)
            ExitStatus(for: problems).end()
        }
        let inspection = await runner.inspect(Fleet.alone(loaded.fleet))
        guard let view = inspection.views.first(where: { $0.name == name }) else {
            runner.tell(inspection.diagnostics, sources: loaded.sources)
            ExitStatus.failed.end()
        }
        return view
    }

    private static func text(_ appended: Appended) -> String {
        let path = SecretMask.masked(PlainText.line(appended.path))
        let count = appended.names.count
        var text =
            count == 0
            ? "kept  \(path): nothing to add\n"
            : "added \(count) \(count == 1 ? "identity" : "identities") to \(path): \(appended.names.joined(separator: ", "))\n"
        for keys in appended.left { text += "left \(keys.line)\n" }
        return text
    }
}

extension Fleet {
    /// The chosen environments, compared with nothing.
    fileprivate static func alone(_ fleet: Fleet) -> Fleet {
        Fleet(selected: fleet.selected, diagnostics: fleet.diagnostics)
    }
}

extension DeclarationFile.Problem: CustomStringConvertible {
    var description: String { "nothing can be appended: \(reason); add it by hand" }
}

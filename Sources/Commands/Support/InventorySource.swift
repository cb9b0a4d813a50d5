internal import CLinux
internal import Configuration
internal import Diagnostics
internal import Fragments
internal import Model
internal import Planning
internal import Reconciler
internal import State

/// The stores that `inventory`, `find` and `whose` look at: those of the environments, or the one at an address.
struct InventorySource {
    private let runner: Runner
    private let url: String?
    private let profile: String?

    /// `url` is a database without an environment file.
    init(_ runner: Runner, at url: String? = nil, profile: String? = nil) {
        self.runner = runner
        self.url = url
        self.profile = profile
    }

    /// What was found there.
    struct Found {
        let loaded: FleetLoader.Loaded

        /// Of the chosen environments, by name.
        let views: [EnvironmentView]

        /// Of every environment that could be looked at.
        let all: [EnvironmentView]
        let notCompared: [NotCompared]
        let diagnostics: [Diagnostic]
        let now: Instant
    }

    /// Looks at every chosen store, and at the others too where `withOthers`.
    func look(withOthers: Bool) async -> Found {
        let loaded = await load()
        let fleet = loaded.fleet
        let alone = Fleet(
            selected: fleet.selected,
            others: withOthers ? fleet.others : [],
            notCompared: withOthers ? fleet.notCompared : [],
            diagnostics: fleet.diagnostics
        )
        let inspection = await runner.inspect(alone)
        // What the server's answer took: of a hundred thousand rows 50 MB, below what was made of them.
        keyturn_return_memory()
        let chosen = Set(fleet.selected.map(\.environment.name))
        // What lies about in output folders is none of an inventory's business.
        let diagnostics = inspection.diagnostics.filter { withOthers || $0.isError }
        return Found(
            loaded: loaded,
            views: inspection.views.filter { chosen.contains($0.name) },
            all: inspection.views,
            notCompared: inspection.notCompared,
            diagnostics: url == nil ? diagnostics : diagnostics.atWrittenPlaces,
            now: inspection.now
        )
    }

    private func load() async -> FleetLoader.Loaded {
        guard let url else { return await runner.loadUsableFleet(skippingUnset: true) }
        do throws(AddressProblem) {
            let store = try await AddressedStore(
                url,
                profile: profile,
                options: runner.options,
                variables: runner.variables
            )
            let loader = FleetLoader(
                options: runner.options.choosing([AddressedStore.name]),
                variables: runner.variables
            )
            guard let loaded = try? await loader.load(store.configuration) else { ExitStatus.failed.end() }
            let problems = runner.problems(of: loaded)
            if problems.hasErrors { end(problems) }
            return loaded
        } catch {
            end(error.diagnostics)
        }
    }

    private func end(_ problems: [Diagnostic]) -> Never {
        runner.tell(problems.atWrittenPlaces, sources: SourceTexts())
        ExitStatus(for: problems).end()
    }
}

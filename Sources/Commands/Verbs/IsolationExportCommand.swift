internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning
internal import Reconciler
internal import State

struct IsolationExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes the keys of one environment, as fingerprints, for isolation check.",
        discussion: """
            For environments whose databases no single machine can reach: export each where it can be reached, collect \
            the manifests, and compare them with `keyturn isolation check`. Reads only the environment that \
            -e names, and writes JSON to standard output.

            With `isolation.pepper` every fingerprint is keyed. Without it, only fingerprints of keys that cannot be \
            guessed are written; the others are counted.

            EXAMPLES
              keyturn isolation export -e prod > prod.manifest.json
              keyturn isolation export -e dev --env-file dev.env > dev.manifest.json
            """
    )

    @OptionGroup var options: CommonOptions

    func validate() throws {
        guard options.single != nil else {
            throw ValidationError(
                "isolation export writes one environment\nchoose it: keyturn isolation export -e prod"
            )
        }
    }

    func run() async throws {
        let runner = Runner(options)
        let loaded = await runner.loadUsableFleet()
        let alone = Fleet(selected: loaded.fleet.selected, diagnostics: loaded.fleet.diagnostics)
        let inspection = await runner.inspect(alone)
        runner.tell(inspection.diagnostics, sources: loaded.sources)
        // Half of a manifest would claim more than is known.
        guard let view = inspection.views.first, !inspection.diagnostics.hasErrors else {
            ExitStatus(for: inspection.diagnostics).end()
        }
        let lacks = Diagnostic.incompleteManifest(of: view)
        runner.tell([lacks].compactMap(\.self), sources: loaded.sources)
        let pepper = view.environment.pepper
        let manifest = Manifest(
            of: view,
            pepper: pepper,
            host: HostIdentity.current(),
            version: Keyturn.version,
            now: inspection.now
        )
        try runner.console.output(manifest.json(pepper: pepper))
        ExitStatus.done.end(keeping: loaded, inspection, manifest)
    }
}

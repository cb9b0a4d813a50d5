internal import ArgumentParser
internal import Diagnostics
internal import Model
internal import Planning

struct RevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Replaces a compromised key and ends it at once.",
        discussion: """
            Issues and delivers a new key, runs onChange, and then deactivates every other live key of the identity, or \
            the one that --key names: there is no overlap, so consumers that have not read the new key are refused.

            The transaction that issues the new key also sets the old one to expire in five minutes, and the run then \
            ends it at once. If the run is interrupted, run it again; the old key expires in any case.

            The server does not close open sessions when their key ends: restart it.

            To end a key everywhere, and to keep it ended, also add it to _revoked.yaml: apply and rotate follow that \
            file in every environment. The entry is printed once the key is revoked (`revocation_entries` in JSON), \
            and --record writes it. A key whose fingerprint is not known has no entry (revocation-not-recorded); such a \
            key is named by its row (--key row:…), which `keyturn whose` shows for the key's text.

            Policy never blocks a revoke; findings become warnings.

            Asks only at a terminal: a job that revokes the key of one identity is not asked. Whole environments and \
            patterns (prod, prod/*) are revoked without a terminal only with --yes.

            EXAMPLES
              keyturn revoke prod/backend --reason "seen in a log"
              keyturn revoke prod/backend --reason "seen in a log" --record
            """
    )

    @OptionGroup var detail: PlanDetailOptions

    @Argument(help: ArgumentHelp("Whose keys: prod/backend; prod or prod/* for all of them.", valueName: "address"))
    var addresses: [AddressPattern]

    @Option(
        help: ArgumentHelp(
            "Only the key with this fingerprint (12 to 64 hex digits, or row:… as status shows it).",
            valueName: "fingerprint"
        )
    )
    var key: String?

    @Flag(help: "Deactivate before the new key is delivered: consumers are refused until then.")
    var first = false

    @Option(help: ArgumentHelp("Why; shown in the plan.", valueName: "text"))
    var reason: String?

    @Flag(help: "Write the entry into _revoked.yaml once the key is revoked, so that it stays ended everywhere.")
    var record = false

    @OptionGroup var metrics: MetricsOption

    @OptionGroup var confirmation: Confirmation

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if let key, !Fingerprint.isName(key, digits: 12...64) {
            throw ValidationError(
                "--key is not a fingerprint",
                fix: "write 12 to 64 hex digits, or row:…, as keyturn status shows them; never the key"
            )
        }
        _ = try options.choosing(AddressSelection(addresses))
        _ = try ReasonText.read(reason)
        _ = try confirmation.asks(result.format)
    }

    func run() async throws {
        let selection = AddressSelection(addresses)
        let runner = Runner(try options.choosing(selection), metrics: metrics.run("revoke"))
        let loaded = await runner.loadUsableFleet(of: selection)
        if !confirmation.yes, !Confirmation.isPossible, addresses.contains(where: { $0.single == nil }) {
            UsageError(
                "no terminal to ask on, and the address may name several identities",
                fix: "name the identities, or add --yes"
            ).end(runner.console)
        }
        let revocation = Mandate.Revocation(
            fingerprint: key?.lowercased(),
            reason: try ReasonText.read(reason),
            isFirst: first
        )
        let mandate = Mandate(scope: .unattended, only: selection.addresses(of: loaded), request: .revoke(revocation))
        var run = ApplyRun(runner: runner, loaded: loaded, verb: "revoke", mandate: mandate, format: result.format)
        run.recordsRevocation = record
        run.detail = detail.detail(options)
        let status = try await run.run(asking: try confirmation.asks(result.format))
        status.end(keeping: loaded)
    }
}

internal import ArgumentParser
internal import Diagnostics
internal import Planning

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Applies the plan: issues, delivers and retires keys.",
        discussion: """
            Shows the plan and asks first. Without a terminal, --yes is needed. What was shown is what is done: if \
            anything changed meanwhile, nothing is done.

            Environments are changed in parallel, and one that fails does not stop the others. The next run continues \
            a run that was killed.

            With a plan that keyturn plan --out saved, exactly that plan is applied, without asking. If a file of the \
            configuration, a row, a fragment or what is due has changed since, the run says what changed and does \
            nothing.

            EXAMPLES
              keyturn apply
              keyturn apply dev prod/backend
              keyturn apply --yes --format json
              keyturn apply review.plan --approve 116f1e37c010
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A saved plan, or addresses: only prod, prod/backend, prod/*. Default: all.",
            valueName: "plan"
        )
    )
    var words: [String] = []

    /// The saved plan: the one word that is a file, or that cannot be an address.
    private var plan: String? {
        guard words.count == 1, let word = words.first else { return nil }
        return SavedPlanFile.isMeant(by: word) ? word : nil
    }

    private func selection() throws -> AddressSelection {
        guard plan == nil else { return AddressSelection([]) }
        return AddressSelection(
            try words.map { word in
                guard let pattern = AddressPattern(argument: word) else {
                    throw ValidationError(
                        "'\(PlainText.line(word))' is not an address",
                        fix: "write an address such as prod/backend"
                    )
                }
                return pattern
            }
        )
    }

    @Option(
        help: ArgumentHelp(
            "With a saved plan: the digest that was approved, 12 digits or more.",
            valueName: "digest"
        )
    )
    var approve: String?

    @OptionGroup var detail: PlanDetailOptions

    @OptionGroup var confirmation: Confirmation

    @OptionGroup var metrics: MetricsOption

    @OptionGroup var overrides: Overrides

    @OptionGroup var reissue: ReissueOption

    @Option(help: ArgumentHelp("Why, with --override; shown in the plan.", valueName: "text"))
    var reason: String?

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if reason != nil, overrides.rules.isEmpty {
            throw ValidationError(
                "--reason requires --override",
                fix: "leave out --reason, or name the rule with --override"
            )
        }
        _ = try overrides.read(reason: reason)
        _ = try options.choosing(try selection())
        if plan != nil {
            if !options.environments.isEmpty {
                throw ValidationError("a saved plan is for the environments that it was made for", fix: "leave out -e")
            }
            if !overrides.rules.isEmpty {
                throw ValidationError(
                    "a saved plan already contains the rules that it ignores",
                    fix: "leave out --override"
                )
            }
            if reissue.value != nil {
                throw ValidationError(
                    "a saved plan already contains the keys that it reissues",
                    fix: "leave out --reissue"
                )
            }
        }
        if let approve {
            guard plan != nil else {
                throw ValidationError(
                    "--approve requires a saved plan",
                    fix: "write keyturn apply review.plan --approve DIGEST"
                )
            }
            guard (12...64).contains(approve.count), approve.utf8.allSatisfy(\.isHexDigit) else {
                throw ValidationError(
                    "--approve is not a digest",
                    fix: "write 12 to 64 hex digits, as keyturn show prints them"
                )
            }
        }
        guard !confirmation.yes, plan == nil else { return }
        if result.format == .json { throw ValidationError("--format json cannot ask", fix: "add --yes") }
    }

    func run() async throws {
        if let plan { return try await carryOut(plan) }
        let selection = try selection()
        let runner = Runner(try options.choosing(selection), metrics: metrics.run("apply"))
        let loaded = await runner.loadUsableFleet(of: selection, skippingUnset: true)
        runner.check(reissue.named, in: loaded)
        // After all that may be wrong with the command line: `--yes` would be the wrong answer to it.
        if !confirmation.yes, !Confirmation.isPossible {
            UsageError("no terminal to ask on", fix: "look at keyturn plan, then run keyturn apply --yes").end(
                runner.console
            )
        }
        let mandate = Mandate(
            scope: .everything,
            only: selection.identities(of: loaded),
            reissue: reissue.value,
            override: try overrides.read(reason: reason)
        )
        var run = ApplyRun(runner: runner, loaded: loaded, verb: "apply", mandate: mandate, format: result.format)
        run.detail = detail.detail(options)
        try await run.run(asking: !confirmation.yes).end(keeping: loaded)
    }

    private func carryOut(_ path: String) async throws {
        let console = Runner(options).console
        let file = SavedPlanFile.readOrEnd(path, console: console, asJSON: result.format == .json)
        if let approve, !file.digest.hasPrefix(approve.lowercased()) {
            SavedPlanProblem.notApproved(file.digest).end(console, asJSON: result.format == .json)
        }
        var common = options
        common.environments = file.saved.plan.environments.map(\.name)
        let runner = Runner(common, metrics: metrics.run("apply"))
        let loaded = await runner.loadUsableFleet()
        let run = SavedPlanRun(runner: runner, loaded: loaded, file: file, format: result.format)
        try await run.run().end(keeping: loaded)
    }
}

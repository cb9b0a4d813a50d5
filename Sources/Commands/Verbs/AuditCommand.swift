internal import ArgumentParser
internal import Audit
internal import AuditFiles
internal import Diagnostics
internal import Fragments
internal import Model
internal import Reconciler
internal import Rendering

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Shows and verifies audit files (audit.path).",
        subcommands: [AuditShowCommand.self, AuditVerifyCommand.self]
    )
}

struct AuditShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows the entries of audit files, the oldest first.",
        discussion: """
            EXAMPLES
              keyturn audit show prod/backend
              keyturn audit show -e prod --format json
            """
    )

    @Argument(help: ArgumentHelp("Only entries about these identities or environments.", valueName: "address"))
    var addresses: [AddressPattern] = []

    @Option(
        help: ArgumentHelp("Only from this day or time on, in UTC: 2026-11-24, 2026-11-24T03:00Z.", valueName: "time")
    )
    var since: String?

    @Option(help: ArgumentHelp("Only before this day or time, in UTC.", valueName: "time"))
    var until: String?

    @Option(
        help: ArgumentHelp(
            "Only this kind of entry; may be repeated: \(AuditEvent.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "event"
        )
    )
    var event: [String] = []

    @Option(help: ArgumentHelp("Only entries of this run.", valueName: "run"))
    var run: String?

    @Option(help: ArgumentHelp("Only entries about the key with this fingerprint.", valueName: "fingerprint"))
    var key: String?

    @Option(help: ArgumentHelp("Only this many of the last entries.", valueName: "number"))
    var last: Int?

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        for (name, text) in [("--since", since), ("--until", until)] {
            if let text, Instant(text: text) == nil {
                throw ValidationError(
                    "'\(PlainText.line(text))' is not a valid value of \(name)",
                    fix: "write a day or a time in UTC, such as 2026-11-24 or 2026-11-24T03:00Z"
                )
            }
        }
        for name in event where AuditEvent(rawValue: name) == nil {
            throw ValidationError(
                "no event named '\(PlainText.line(name))'",
                fix: UnknownName.fix(for: name, among: AuditEvent.allCases.map(\.rawValue))
            )
        }
        if let last, last < 1 { throw ValidationError("--last must be at least 1", fix: "write a larger number") }
        if let key, !Fingerprint.isName(key, digits: 6...64) {
            throw ValidationError(
                "--key is not a fingerprint",
                fix: "write hex digits, as keyturn status shows them; never the key"
            )
        }
    }

    func run() async throws {
        let selection = AddressSelection(addresses)
        let runner = Runner(options.choosing(selection.environments))
        let loaded = await runner.loadUsableFleet(skippingUnset: true)
        let files = runner.auditFiles(loaded)
        let filter = AuditFilter(
            isAbout: addresses.isEmpty ? nil : selection.includes(text:),
            since: since.flatMap { Instant(text: $0) },
            until: until.flatMap { Instant(text: $0) },
            events: Set(event),
            run: run,
            key: key?.lowercased()
        )
        var lines: [ReadAuditLine] = []
        var unreadable = 0
        for (trail, file) in files {
            try runner.reading(trail, loaded) { () throws(AuditFailure) in
                _ = try file.read { bytes, _ in
                    guard let line = ReadAuditLine(bytes) else { return unreadable += 1 }
                    if filter.takes(line) { lines.append(line) }
                }
            }
        }
        // Of one moment as their files have them: the sort is stable.
        lines = lines.enumerated().sorted {
            ($0.element.time ?? .distantPast, $0.offset) < ($1.element.time ?? .distantPast, $1.offset)
        }.map(\.element)
        if let last { lines = lines.suffix(last) }
        switch result.format {
        case .text: try runner.console.show(AuditText(style: runner.console.outputStyle).render(lines))
        case .json: try runner.console.output(JSONText.array(lines.map(\.json)))
        }
        if unreadable > 0 {
            let what = unreadable == 1 ? "1 line cannot be read" : "\(unreadable) lines cannot be read"
            runner.console.error("warning: \(what); see keyturn audit verify\n")
        }
        runner.tell(loaded.fleet.diagnostics.filter(\.isError), sources: loaded.sources)
        ExitStatus(for: loaded.fleet.diagnostics).end(keeping: loaded)
    }
}

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Finds edited, missing and cut-off entries in audit files.",
        discussion: """
            Each line holds the hash of the one before it, so a changed, removed or inserted line is found. A cut-off \
            end is found by comparison: with the audit files of other environments, where runs over several \
            environments record each one's last line, and with --head. Exit code 1 where something is found.

            EXAMPLES
              keyturn audit verify
              keyturn audit verify --format json
            """
    )

    @Option(
        help: ArgumentHelp(
            "A head printed by an earlier `audit verify`, as SEQUENCE:HASH.",
            valueName: "head"
        )
    )
    var head: String?

    @OptionGroup var result: ResultOptions

    @OptionGroup var options: CommonOptions

    func validate() throws {
        guard let head else { return }
        guard AuditHead(text: head) != nil else {
            throw ValidationError(
                "--head is not a head",
                fix: "write SEQUENCE:HASH, as keyturn audit verify prints it"
            )
        }
        guard options.single != nil else {
            throw ValidationError("--head belongs to one environment", fix: "name the environment with -e")
        }
    }

    func run() async throws {
        let runner = Runner(options)
        let loaded = await runner.loadUsableFleet(skippingUnset: true)
        let files = runner.auditFiles(loaded)
        // Also those that were not chosen remember: files are small beside a wrong answer.
        var remembered: [String: [RememberedHead]] = [:]
        for (trail, file) in runner.auditFiles(loaded, all: true) {
            _ = try? file.read { bytes, _ in
                guard let heads = ReadAuditLine(bytes)?.heads else { return }
                for (name, head) in heads where name != trail.environment {
                    remembered[name, default: []].append(RememberedHead(head, source: trail.environment))
                }
            }
        }
        var reports: [ChainReport] = []
        for (trail, file) in files {
            let given = head.flatMap { AuditHead(text: $0) }.map { [RememberedHead($0, source: nil)] } ?? []
            var chain = ChainVerifier(
                environment: trail.environment,
                remembered: remembered[trail.environment, default: []] + given
            )
            var exists = false
            try runner.reading(trail, loaded) { () throws(AuditFailure) in
                exists = try file.read { chain.read($0, isEnded: $1) }
            }
            chain.end()
            let isMissed = !exists && chain.findings.isEmpty
            reports.append(ChainReport(environment: trail.environment, path: trail.path, chain: isMissed ? nil : chain))
        }
        switch result.format {
        case .text: try runner.console.show(ChainText.render(reports))
        case .json: try runner.console.output(ChainText.json(reports))
        }
        runner.tell(loaded.fleet.diagnostics.filter(\.isError), sources: loaded.sources)
        let isWhole = reports.allSatisfy(\.isIntact) && !loaded.fleet.diagnostics.hasErrors
        (isWhole ? ExitStatus.done : .failed).end(keeping: loaded)
    }
}

extension Runner {
    /// The audit files of the chosen environments, or of all; ends the command where none is declared.
    fileprivate func auditFiles(_ loaded: FleetLoader.Loaded, all: Bool = false) -> [(AuditTrailPlace, AuditFile)] {
        let layouts = loaded.fleet.selected + (all ? loaded.fleet.others : [])
        let databases = (loaded.fleet.selected + loaded.fleet.others).compactMap(\.environment.database.path)
        let files = layouts.compactMap { layout -> (AuditTrailPlace, AuditFile)? in
            layout.environment.audit.map { trail in
                let place = AuditTrailPlace(
                    environment: layout.environment.name,
                    path: trail.path,
                    location: trail.location
                )
                return (place, AuditFile(path: trail.path, otherDatabases: databases))
            }
        }
        if files.isEmpty {
            console.report(
                Diagnostic(
                    .error,
                    CommandCode.auditNotDeclared,
                    "none of these environments declares an audit file",
                    fix: "add `audit: { path: ../audit/prod.jsonl }` to the environment file"
                )
            )
            ExitStatus.failed.end()
        }
        return files
    }

    /// Ends the command where the file cannot be read.
    fileprivate func reading(
        _ trail: AuditTrailPlace,
        _ loaded: FleetLoader.Loaded,
        _ body: () throws(AuditFailure) -> Void
    ) throws {
        do throws(AuditFailure) {
            try body()
        } catch {
            guard case .system(let reason) = error else { return }
            console.report(
                Diagnostic(
                    .error,
                    CommandCode.auditUnreadable,
                    "the audit file of \(trail.environment), \(PlainText.line(trail.path)), cannot be read: \(reason)"
                )
            )
            ExitStatus.failed.end(keeping: loaded)
        }
    }
}

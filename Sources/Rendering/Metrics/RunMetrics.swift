package import Diagnostics
package import Model
package import Planning
package import Verification

/// What a run has to tell in metrics, and what it takes over from those of earlier runs.
///
/// A file is shared by all commands and environments: each run replaces what it knows better. Holds no secret and no
/// fingerprint.
package struct RunMetrics: Sendable {
    package let command: String
    package let version: String

    /// When the run ended.
    package let now: Instant
    package let duration: Duration

    /// The environments that the command was for.
    package let selected: [String]

    /// Every environment that is declared: what the file says about others is dropped.
    package let declared: [String]

    /// How the identities stand after the run; nil if they were not looked at.
    package let statuses: [IdentityStatus]?

    /// What was checked, of whole environments; nil for commands that check nothing.
    package let checklists: [Checklist]?

    /// What no declaration names, by environment; nil for commands that do not look.
    package let orphans: [String: Orphans]?

    /// What of the stores is another environment's, by environment; nil for commands that do not look.
    package let provenance: [String: Provenance]?
    package let diagnostics: [Diagnostic]

    /// How far each database's time is ahead of this machine's clock, where the run asked.
    package let clocks: [String: ClockDifference]

    package init(
        command: String,
        version: String,
        now: Instant,
        duration: Duration,
        selected: [String],
        declared: [String],
        statuses: [IdentityStatus]?,
        checklists: [Checklist]? = nil,
        orphans: [String: Orphans]? = nil,
        provenance: [String: Provenance]? = nil,
        diagnostics: [Diagnostic],
        clocks: [String: ClockDifference] = [:]
    ) {
        self.command = command
        self.version = version
        self.now = now
        self.duration = duration
        self.selected = selected
        self.declared = declared
        self.statuses = statuses
        self.checklists = checklists
        self.orphans = orphans
        self.provenance = provenance
        self.diagnostics = diagnostics
        self.clocks = clocks
    }

    /// What the file has to hold from now on.
    package func samples(after previous: [MetricSample]) -> [MetricSample] {
        let kept = previous.filter { keeps($0) }
        return kept + identitySamples + orphanSamples + copySamples + checkSamples + clockSamples + runSamples
            + failures(after: previous)
            + [MetricSample(.build, [version], 1)]
    }

    private func keeps(_ sample: MetricSample) -> Bool {
        let environment = sample.label("environment")
        if sample.family.isAboutIdentities {
            // Where no one could look, what was known is as old as its time stamps say.
            return declared.contains(environment) && (statuses == nil || !seen.contains(environment))
        }
        switch sample.family {
        case .orphanedKeys, .orphanedFragments:
            return declared.contains(environment) && orphans?[environment] == nil
        case .copiedKeys, .undecidedKeys, .replicatedDatabase:
            return declared.contains(environment) && provenance?[environment] == nil
        case .failedChecks, .unknownChecks:
            return declared.contains(environment) && !checked.contains(environment)
        case .clockOffset: return declared.contains(environment) && clocks[environment] == nil
        case .lastRun:
            return declared.contains(environment) && !isOurs(sample)
        case .lastSuccess:
            return declared.contains(environment) && (!isOurs(sample) || hasFailed(environment))
        case .duration: return sample.label("command") != command
        default: return false
        }
    }

    private func isOurs(_ sample: MetricSample) -> Bool {
        sample.label("command") == command && selected.contains(sample.label("environment"))
    }

    /// The environments whose identities were looked at.
    private var seen: Set<String> { Set((statuses ?? []).map(\.address.environment)) }

    /// The environments that were checked.
    private var checked: Set<String> { Set((checklists ?? []).map(\.address.environment)) }

    private func hasFailed(_ environment: String) -> Bool {
        diagnostics.contains { $0.isError && ($0.environment ?? environment) == environment }
            || (checklists ?? []).contains { $0.address.environment == environment && $0.hasFailed }
    }

    private var identitySamples: [MetricSample] {
        (statuses ?? []).flatMap { status -> [MetricSample] in
            let labels = [status.address.environment, status.address.identity ?? ""]
            var samples: [MetricSample] = []
            func add(_ family: MetricFamily, _ value: Double?) {
                if let value { samples.append(MetricSample(family, labels, value)) }
            }
            add(.keyAge, status.createdAt.map { (now - $0).inSeconds })
            add(.keyCreated, status.createdAt?.unixSeconds)
            add(.keyDueIn, status.nextRotation.map { ($0 - now).inSeconds })
            add(.keyDue, status.nextRotation?.unixSeconds)
            add(.keyEndsIn, status.ends.map { ($0 - now).inSeconds })
            add(.keyEnd, status.ends?.unixSeconds)
            add(
                .liveKeys,
                Double((status.current == nil ? 0 : 1) + status.retiring.count + (status.unseen?.count ?? 0))
            )
            add(.unseenKeys, status.unseen.map { Double($0.count) })
            switch status.delivery {
            case .delivered: add(.delivered, 1)
            case .incomplete, .unknown, .noKey: add(.delivered, 0)
            case .notDeclared: break
            }
            add(.oldKeysInUse, Double(status.retiring.count(where: \.isInUse)))
            add(.unadopted, Double(status.waiting.count))
            add(.pending, Double(status.pending.count))
            return samples
        }
    }

    private var orphanSamples: [MetricSample] {
        (orphans ?? [:]).flatMap { environment, found in
            [
                MetricSample(.orphanedKeys, [environment], Double(found.keys.count)),
                MetricSample(.orphanedFragments, [environment], Double(found.fragments.count)),
            ]
        }
    }

    private var copySamples: [MetricSample] {
        (provenance ?? [:]).flatMap { environment, found in
            [
                MetricSample(.copiedKeys, [environment], Double(found.copies)),
                MetricSample(.undecidedKeys, [environment], Double(found.undecided)),
                MetricSample(.replicatedDatabase, [environment], found.follows == nil ? 0 : 1),
            ]
        }
    }

    private var checkSamples: [MetricSample] {
        (checklists ?? []).flatMap { list in
            let labels = [list.address.environment, list.address.identity ?? ""]
            func sample(_ family: MetricFamily, _ verdict: CheckResult.Verdict) -> MetricSample {
                MetricSample(family, labels, Double(list.results.count { $0.verdict == verdict }))
            }
            return [sample(.failedChecks, .fail), sample(.unknownChecks, .unknown)]
        }
    }

    private var clockSamples: [MetricSample] {
        clocks.sorted { $0.key < $1.key }.map { MetricSample(.clockOffset, [$0.key], $0.value.seconds) }
    }

    private var runSamples: [MetricSample] {
        selected.flatMap { environment -> [MetricSample] in
            let last = MetricSample(.lastRun, [environment, command], now.unixSeconds)
            return hasFailed(environment)
                ? [last] : [last, MetricSample(.lastSuccess, [environment, command], now.unixSeconds)]
        } + [MetricSample(.duration, [command], duration.inSeconds)]
    }

    /// Counters continue from where they were; a code that never occurred has no line.
    private func failures(after previous: [MetricSample]) -> [MetricSample] {
        var counts: [[String]: Double] = [:]
        for sample in previous where sample.family == .failures {
            let environment = sample.label("environment")
            if environment.isEmpty || declared.contains(environment) { counts[sample.labels] = sample.value }
        }
        for diagnostic in diagnostics where diagnostic.isError {
            counts[[diagnostic.environment ?? "", command, diagnostic.code], default: 0] += 1
        }
        return counts.map { MetricSample(.failures, $0.key, $0.value) }
    }
}

extension Instant {
    fileprivate var unixSeconds: Double { Double(microseconds / 1_000_000) }
}

extension Duration {
    /// With milliseconds, which is as much as anyone looks at.
    fileprivate var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1_000
    }
}

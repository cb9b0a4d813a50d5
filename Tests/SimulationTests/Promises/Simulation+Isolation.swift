import Diagnostics
import Model
import Planning
import Reconciler

/// Whether `keyturn isolation` says what the world knows.
extension Simulation {
    /// Someone looks, while nothing else goes on.
    func judgeIsolation() {
        guard active.isEmpty, options.judgesIsolation else { return }
        let run = look()
        finishRuns()
        guard let inspection = run.inspection, run.isUndisturbed else { return }
        counts.judged += 1
        let errors = inspection.diagnostics.count(where: \.isError)
        let report = IsolationReport(
            of: inspection.views,
            notCompared: inspection.notCompared,
            errors: errors,
            now: inspection.now
        )
        if report.isIsolated {
            guard let shared = sharedKey() else { return }
            fail(.isolationIsTold, "\(shared) is known in two environments, which are called isolated")
        } else if errors == 0, inspection.notCompared.isEmpty, !mayShare(at: inspection.now) {
            fail(.isolationIsTold, "nothing is shared: \(report.findings.map(\.kind))")
        }
    }

    private func look() -> Run {
        runs += 1
        let fleet = Fleet(selected: currentLayouts(), revoked: declarations.revoked)
        let run = Run(
            runs,
            declarations,
            fleet: fleet,
            mandate: .everything,
            machine: 0,
            clockError: clockErrors[0],
            timeout: .zero
        )
        active.append(run)
        trace.add(now.microseconds, run: run.number, "someone looks at isolation")
        Task(executorPreference: executor) {
            let reconciler = Reconciler(
                opener: SimulatedSites(run: run, simulation: self),
                clock: SimulatedClock(run: run, simulation: self),
                keySource: SimulatedKeys(simulation: self)
            )
            run.inspection = await reconciler.inspect(fleet)
            run.isOver = true
        }
        executor.drain()
        return run
    }

    /// A key that works in one environment, without an end, and is in another's rows or fragments; nil for none.
    private func sharedKey() -> Fingerprint? {
        for environment in environments {
            for row in environment.rows where row.isAccepted(at: now) && row.row.expiresAt == nil {
                let isThere = environments.contains { other in
                    other.index != environment.index
                        && (other.row(of: row.fingerprint) != nil
                            || other.files.values.contains { $0.keys.values.contains(row.fingerprint) })
                }
                if isThere { return row.fingerprint }
            }
        }
        return nil
    }

    /// Whether a key that works in one environment was ever known in another, or is in any file there.
    ///
    /// By the clock of whoever looks: to one that is a year behind, keys work that have ended.
    private func mayShare(at now: Instant) -> Bool {
        let elsewhere = environments.map { environment in
            let files = Array(environment.files.values) + environment.handMade.values.map { SimulatedFile($0) }
            return environment.known.union(files.flatMap(\.keys.values)).union(
                environment.temporaries.values.flatMap { SimulatedFile($0.found).keys.values }
            )
        }
        return environments.contains { environment in
            environment.rows.contains { row in
                row.isAccepted(at: now)
                    && elsewhere.enumerated().contains { $0 != environment.index && $1.contains(row.fingerprint) }
            }
        }
    }
}

internal import Diagnostics
package import Model
package import State

/// Runs the planner over the time that is to come.
///
/// Every moment is planned by the same code as any run, from what the moment before left behind; between the moments at
/// which something is due or ends nothing can change, so that it goes from one to the next. Each identity goes its own
/// way: what identities share (a key, a file, a database) is settled by the plan for now.
package struct Forecaster: Sendable {
    /// Where no end is named: a quarter of a year.
    package static let defaultPeriod = Duration.seconds(90 * 86_400)

    /// How long consumers are taken to need for a new key where no one says.
    package static let defaultAdoption = Duration.seconds(3_600)

    /// At most this many new keys of one identity, as ``UpcomingRotation/limit``, and in all.
    package static let limit = UpcomingRotation.limit
    package static let totalLimit = 2_000_000

    package let until: Instant
    package let adoptedAfter: Duration
    package let revoked: RevocationList

    package init(until: Instant, adoptedAfter: Duration = defaultAdoption, revoked: RevocationList = RevocationList()) {
        self.until = until
        self.adoptedAfter = adoptedAfter
        self.revoked = revoked
    }

    /// Looks ahead from a plan and the views that it was made of, one for each of its environments in their order.
    ///
    /// An environment that was refused is left out: its errors are in the plan.
    package func run(_ plan: Plan, of views: [EnvironmentView]) -> Forecast {
        let sharedKeys = SharedKeys(among: views, now: plan.now)
        let planned = zip(plan.environments, views).filter { !$0.0.isRefused }
        let count = max(1, planned.reduce(0) { $0 + $1.1.environment.identities.count })
        var keys = VirtualKeys()
        var identities: [ForecastIdentity] = []
        var events: [ForecastEvent] = []
        var findings = ForecastFindings(now: plan.now, until: until)
        let isOutside = { (diagnostic: Diagnostic) in diagnostic.code == PlanningCode.outsideWindow.rawValue }
        let outside = Set(plan.diagnostics.filter(isOutside).compactMap(\.address))
        for (environment, view) in planned {
            let changes = Dictionary(grouping: environment.changes, by: \.address)
            let files = FileChange.all(in: view)
            var runs = RunSlots(of: environment, view, now: plan.now)
            let revoked = revoked.including(view)
            for (index, identity) in view.environment.identities.enumerated() {
                let address = Address(view.name, identity.name)
                var virtual = VirtualIdentity(
                    identity,
                    at: address,
                    view.keys.states[index],
                    files: files[index],
                    now: plan.now,
                    in: VirtualIdentity.Context(
                        sharedKeys: sharedKeys,
                        revoked: revoked,
                        adoptedAfter: adoptedAfter,
                        until: until,
                        limit: max(1, min(Self.limit, Self.totalLimit / count)),
                        index: identities.count
                    )
                )
                virtual.run(changes[address] ?? [], outsideWindow: outside.contains(address.description), &keys, &runs)
                identities.append(virtual.outcome)
                events += virtual.events
                findings.add(virtual)
            }
        }
        let names = identities.map { NaturalOrder($0.address) }
        events.sort { left, right in
            guard left.at == right.at, left.identity != right.identity else {
                return (left.at, left.identity) < (right.at, right.identity)
            }
            return names[left.identity] < names[right.identity]
        }
        findings.addDays(of: events)
        var forecast = Forecast(
            now: plan.now,
            until: until,
            adoptedAfter: adoptedAfter,
            identities: identities,
            events: events,
            diagnostics: plan.diagnostics + findings.diagnostics,
            isAlwaysDelivered: findings.isAlwaysDelivered,
            isComplete: !plan.diagnostics.hasErrors
        )
        forecast.endedByKeyturn = planned.map(\.1).filter(\.observed.store.ending.isByKeyturn).map(\.name)
        forecast.runLimits = planned.map(\.1.environment).compactMap { environment in
            environment.maxPerRun.map { Forecast.RunLimit(environment: environment.name, rotations: $0) }
        }
        return forecast
    }
}

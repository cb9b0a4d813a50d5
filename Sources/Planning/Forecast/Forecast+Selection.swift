internal import Diagnostics
package import Model

extension Forecast {
    /// The same with some of the identities alone, and with what was found about them or about whole environments.
    package func limited(to includes: (Address) -> Bool) -> Forecast {
        var places: [Int?] = []
        var kept: [ForecastIdentity] = []
        for identity in identities {
            let isKept = includes(identity.address)
            places.append(isKept ? kept.count : nil)
            if isKept { kept.append(identity) }
        }
        guard kept.count < identities.count else { return self }
        let names = Set(identities.filter { !includes($0.address) }.map(\.address.description))
        var forecast = Forecast(
            now: now,
            until: until,
            adoptedAfter: adoptedAfter,
            identities: kept,
            events: events.compactMap { event in places[event.identity].map { event.moved(to: $0) } },
            diagnostics: diagnostics.filter { $0.address.map { !names.contains($0) } ?? true },
            isAlwaysDelivered: isAlwaysDelivered,
            isComplete: isComplete
        )
        forecast.endedByKeyturn = endedByKeyturn
        forecast.runLimits = runLimits
        return forecast
    }
}

extension ForecastEvent {
    /// The same for another place among the identities.
    fileprivate func moved(to place: Int) -> ForecastEvent {
        ForecastEvent(
            at: at,
            kind: kind,
            identity: place,
            key: key,
            issuesKey: issuesKey,
            ends: ends,
            reason: reason,
            isOutsideWindow: isOutsideWindow
        )
    }
}

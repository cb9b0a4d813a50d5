package import Diagnostics
internal import Model
package import Planning

/// A forecast for programs.
///
/// Readers ignore members that they do not know.
package enum ForecastJSON {
    package static let formatVersion = "1.0"

    package static func render(_ forecast: Forecast) -> JSONText {
        [
            "format_version": .string(formatVersion),
            "created_at": .string(forecast.now.iso8601),
            "until": .string(forecast.until.iso8601),
            "assumptions": [
                "runs": "whenever something is due",
                "adopted_after_seconds": .int(forecast.adoptedAfter.components.seconds),
                "max_per_run": .array(
                    forecast.runLimits.map {
                        ["environment": .string($0.environment), "rotations": .int(Int64($0.rotations))]
                    }
                ),
            ],
            "complete": .bool(forecast.isComplete),
            "always_delivered": .bool(forecast.isAlwaysDelivered),
            "events": .array(forecast.events.map { json($0, of: forecast) }),
            "identities": .array(forecast.identities.map(json)),
            "diagnostics": forecast.diagnostics.json,
        ]
    }

    private static func json(_ event: ForecastEvent, of forecast: Forecast) -> JSONText {
        let address = forecast.identities[event.identity].address
        return [
            "at": .string(event.at.iso8601),
            "action": .string(event.kind.name),
            "environment": .string(address.environment),
            "identity": JSONText(address.identity),
            "fingerprint": JSONText(event.key?.fingerprint?.description),
            "issues_key": .bool(event.issuesKey),
            "ends": JSONText(event.ends?.iso8601),
            "reason": JSONText(event.reason?.code),
            "outside_window": .bool(event.isOutsideWindow),
        ]
    }

    private static func json(_ identity: ForecastIdentity) -> JSONText {
        [
            "environment": .string(identity.address.environment),
            "identity": JSONText(identity.address.identity),
            "keys": .array(
                identity.keys.map { span in
                    [
                        "fingerprint": JSONText(span.key.fingerprint?.description),
                        "from": JSONText(span.from?.iso8601),
                        "replaced": JSONText(span.replaced?.iso8601),
                        "ends": JSONText(span.ends?.iso8601),
                    ]
                }
            ),
        ]
    }
}

internal import Diagnostics
internal import Model
internal import Planning
internal import Redaction
internal import Schedule

/// What environments declare, for programs that have rules of their own.
///
/// No address of a database, and nothing that could hold a password but what `onChange` runs, which is masked.
enum DeclarationJSON {
    /// One object for each identity, by environment and name.
    static func render(_ environments: [Environment]) -> JSONText {
        let declared = environments.flatMap { environment in environment.identities.map { ($0, environment.name) } }
        // Thousands of identities share one.
        var rotations: [ObjectIdentifier: JSONText] = [:]
        for (identity, _) in declared where rotations[ObjectIdentifier(identity.rotation)] == nil {
            rotations[ObjectIdentifier(identity.rotation)] = json(identity.rotation)
        }
        return .array(declared) { [rotations] identity, environment in
            json(identity, environment, rotation: rotations[ObjectIdentifier(identity.rotation)] ?? .null)
        }
    }

    /// What the connection to an environment's store is and goes over.
    static func connection(of environment: String, in plan: Plan) -> JSONText {
        let declared = plan.declared.first { $0.name == environment }
        return [
            "engine": JSONText(declared?.database.description.lowercased()),
            "declared": transport(declared?.transport),
            "used": transport(plan.transports[environment] ?? nil),
        ]
    }

    private static func transport(_ transport: Transport?) -> JSONText {
        switch transport {
        case nil: .null
        case .local: ["kind": "local", "sslmode": .null, "tls": .null]
        case .network(let mode, let usesTLS):
            ["kind": "network", "sslmode": JSONText(mode?.rawValue), "tls": usesTLS.map { .bool($0) } ?? .null]
        }
    }

    private static func json(_ identity: Identity, _ environment: String, rotation: JSONText) -> JSONText {
        [
            "environment": .string(environment),
            "identity": .string(identity.name),
            "owner": .string(identity.owner.id.text),
            "key": [
                "name": .string(identity.key.name),
                "prefix": .string(identity.key.format.prefix),
                "bytes": .int(Int64(identity.key.format.bytes)),
                "encoding": .string(identity.key.format.encoding.rawValue),
                "bits": .int(Int64(identity.key.format.bits)),
            ],
            "rotation": rotation,
            "deliveries": .array(identity.deliveries.map(json)),
            "on_change": identity.onChange.map { hook in
                .array(hook.written.map { .string(SecretMask.masked($0)) })
            } ?? .null,
            "verify": identity.probe.map(json) ?? .null,
            "state": identity.isAbsent ? "absent" : "present",
            "digest": .string(DeclarationDigest.of(identity).description),
            "declared_at": .string(identity.location.description),
        ]
    }

    private static func json(_ probe: ServerProbe) -> JSONText {
        let (header, isBearer): (String, Bool) =
            switch probe.credential {
            case .header(let name): (name, false)
            case .bearer: ("Authorization", true)
            }
        // A query may hold anything.
        return ["http": .string(SecretMask.masked(probe.url)), "header": .string(header), "bearer": .bool(isBearer)]
    }

    private static func json(_ rotation: Rotation) -> JSONText {
        [
            "every": json(rotation.every),
            "cron": rotation.cron.map { ["text": .string($0.text), "timezone": .string($0.zone.name)] } ?? .null,
            "jitter": json(rotation.jitter),
            "first_within": json(rotation.firstWithin),
            "window": rotation.window.map(json) ?? .null,
            "overlap": json(rotation.overlap),
            "expires": json(rotation.expires),
            "adoption": rotation.adoption.map {
                [
                    "quiet": json($0.quiet), "deadline": json($0.deadline),
                    "after_deadline": .string($0.afterDeadline.rawValue),
                ]
            } ?? .null,
            "retain": json(rotation.retain),
        ]
    }

    private static func json(_ duration: Duration?) -> JSONText {
        duration.map { ["text": .string(DurationText.format($0)), "seconds": .int($0.components.seconds)] } ?? .null
    }

    private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    private static func json(_ window: Window) -> JSONText {
        [
            "days": .array(
                weekdays.indices.filter { window.days & 1 << UInt8($0) != 0 }.map { .string(weekdays[$0]) }
            ),
            "from": .string(time(window.from)),
            "to": .string(time(window.to)),
            "timezone": .string(window.zone.name),
        ]
    }

    private static func time(_ minutes: Int) -> String {
        let two = { (number: Int) in (number < 10 ? "0" : "") + "\(number)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private static func json(_ delivery: Delivery) -> JSONText {
        var (kind, service, variable, template): (String, String?, String?, String?)
        switch delivery.target {
        case .compose(let name, let target): (kind, service, variable, template) = ("compose", name, target, nil)
        case .dotenv(_, let target): (kind, service, variable, template) = ("dotenv", nil, target, nil)
        case .secret(_, let name, let target): (kind, service, variable, template) = ("secret", name, target, nil)
        case .template(let source, _): (kind, service, variable, template) = ("template", nil, nil, source.path)
        }
        return [
            "kind": .string(kind),
            "service": JSONText(service),
            "variable": JSONText(variable),
            "public_variable": JSONText(delivery.publicVariable),
            "template": JSONText(template),
            "file": .string(delivery.file),
            "mode": JSONText(delivery.attributes.mode.map { "0" + String($0, radix: 8) }),
        ]
    }
}

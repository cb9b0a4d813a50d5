internal import Diagnostics
internal import Model
internal import YAML

extension FileDecoder {
    /// Reads the whole environment.
    mutating func environment() -> DecodedEnvironment {
        var decoded = DecodedEnvironment(
            name: context.name,
            file: context.file,
            environment: nil,
            draft: nil,
            diagnostics: []
        )
        let root = NodeReference(index: 0, isBase: false)
        if own.nodes[0].kind == .mapping {
            var map = MapReference(own: 0, key: root)
            if let base, base.nodes[0].kind == .mapping { map.base = 0 }
            let fields = fields(of: map, Schema.environment)
            checkName(fields)
            decoded.database = database(fields.database)
            decoded.output = read(fields.output)
            hookDefaults = hookDefaults(fields)
            let pepper = pepper(fields.isolation)
            let audit = audit(fields.audit)
            let identities = identities(fields.identities)
            let maxPerRun = read(fields.maxPerRun)
            let watches = watches(fields.watch)
            let forgotten = forgotten(fields.forgotten)
            let draft = Environment(
                name: context.name,
                database: decoded.database?.value ?? .sqlite(path: ""),
                databaseLocation: decoded.database?.location ?? location(root),
                transport: decoded.database.flatMap { DeclaredTransport.of($0.value, variables: context.variables) },
                output: decoded.output?.value ?? context.folder,
                outputLocation: decoded.output?.location ?? location(root),
                identities: identities,
                maxPerRun: maxPerRun,
                watches: watches,
                pepper: pepper,
                audit: audit,
                secretVariables: secretVariables,
                forgotten: forgotten,
                profile: profile,
                profileLocation: profileLocation,
                storedPepper: storedPepper,
                keyTable: decoded.database.flatMap { keyTable(in: $0.value) }
            )
            decoded.draft = draft
            let isComplete = decoded.database != nil && decoded.output != nil
            if isComplete, !diagnostics.hasErrors { decoded.environment = draft }
        } else {
            report(.wrongType(expected: "a map with the fields of an environment", found: found(root), place(root)))
        }
        decoded.diagnostics = diagnostics.diagnostics
        decoded.borrowed = borrowed
        return decoded
    }

    /// Nil where the profile is not known.
    private func keyTable(in database: DatabaseURL) -> KeyTablePlace? {
        knowsProfile ? DatabaseURLText.place(of: profile.table, in: database) : nil
    }

    private mutating func forgotten(_ given: GivenField<[ScalarText]>) -> Forgotten {
        guard let entries = read(given) else { return Forgotten() }
        for entry in entries where entry.text.isEmpty {
            report(.emptyValue(given.field, isInterpolated: entry.isInterpolated, place(entry.node)))
        }
        return Forgotten(entries.map(\.text))
    }

    private mutating func checkName(_ fields: FieldSlots<EnvironmentFields>) {
        let given = fields.environment
        if given.slot.base >= 0 {
            report(.environmentInDefaults(place(NodeReference(index: given.slot.baseKey, isBase: true))))
        }
        guard let name = read(given) else { return }
        if name.text != context.name { report(.nameMismatch(name, expected: context.name, place(name.node))) }
    }

    private mutating func database(_ given: GivenField<MapReference>) -> Declared<DatabaseURL>? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.database)
        chooseProfile(fields.profile)
        return read(fields.url)
    }
}

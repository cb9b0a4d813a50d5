internal import Diagnostics
internal import Model
internal import YAML

extension FileDecoder {
    /// Reads the whole environment.
    mutating func environment(bytes: [UInt8]) -> DecodedEnvironment {
        var decoded = DecodedEnvironment(
            name: context.name,
            file: context.file,
            bytes: bytes,
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
            decoded.database = database(fields)
            decoded.output = output(fields)
            hookDefaults = hookDefaults(fields)
            let pepper = pepper(fields)
            let audit = audit(fields)
            let identities = identities(fields)
            let watches = watches(fields[EnvironmentField.watch])
            let forgotten = forgotten(fields)
            let draft = Environment(
                name: context.name,
                database: decoded.database?.value ?? .sqlite(path: ""),
                databaseLocation: decoded.database?.location ?? location(root),
                transport: decoded.database.flatMap { DeclaredTransport.of($0.value, variables: context.variables) },
                output: decoded.output?.value ?? context.folder,
                outputLocation: decoded.output?.location ?? location(root),
                identities: identities,
                watches: watches,
                pepper: pepper,
                audit: audit,
                secretVariables: secretVariables,
                forgotten: forgotten
            )
            decoded.draft = draft
            let isComplete = decoded.database != nil && decoded.output != nil
            if isComplete, !diagnostics.hasErrors { decoded.environment = draft }
        } else {
            report(.wrongType(expected: "a map with the fields of an environment", found: found(root), place(root)))
        }
        decoded.diagnostics = diagnostics.diagnostics
        return decoded
    }

    private mutating func forgotten(_ fields: FieldSlots) -> Forgotten {
        let slot = fields[EnvironmentField.forgotten]
        let field = Schema.environment[EnvironmentField.forgotten]
        guard slot.value != nil, let entries = texts(slot, field) else { return Forgotten() }
        for entry in entries where entry.text.isEmpty {
            report(.emptyValue(field, isInterpolated: entry.isInterpolated, place(entry.node)))
        }
        return Forgotten(entries.map(\.text))
    }

    private mutating func checkName(_ fields: FieldSlots) {
        let slot = fields[EnvironmentField.environment]
        if slot.base >= 0 {
            report(.environmentInDefaults(place(NodeReference(index: slot.baseKey, isBase: true))))
        }
        guard let name = filledText(slot, Schema.environment[EnvironmentField.environment]) else { return }
        if name.text != context.name { report(.nameMismatch(name, expected: context.name, place(name.node))) }
    }

    private mutating func database(_ fields: FieldSlots) -> Declared<DatabaseURL>? {
        let field = Schema.environment[EnvironmentField.database]
        guard let map = map(fields[EnvironmentField.database], field) else { return nil }
        let slots = self.fields(of: map, Schema.database)
        guard let url = filledText(slots[DatabaseField.url], Schema.database[DatabaseField.url]) else { return nil }
        secretVariables.formUnion(Interpolation.names(in: url.written))
        let literal = url.isInterpolated ? Interpolation.literalPart(of: url.written) : url.written
        if DatabaseURLText.holdsPassword(literal) { report(.passwordInFile(place(url.node))) }
        switch DatabaseURLText.read(url.text, folder: context.folder) {
        case .success(let value): return Declared(value: value, location: location(url.node))
        case .failure(let problem):
            report(.badDatabaseURL(problem, place(url.node)))
            return nil
        }
    }

    private mutating func output(_ fields: FieldSlots) -> Declared<String>? {
        let slot = fields[EnvironmentField.output]
        guard let output = filledText(slot, Schema.environment[EnvironmentField.output]) else { return nil }
        guard !PathText.beginsAtHome(output.text) else {
            report(.outputAtHome(place(output.node)))
            return nil
        }
        let path = PathText.absolute(output.text, in: context.folder)
        guard path != "/", path != context.folder else {
            report(.badOutput(isRoot: path == "/", place(output.node)))
            return nil
        }
        return Declared(value: path, location: location(output.node))
    }
}

extension Section {
    /// The field at a place.
    subscript(_ field: some RawRepresentable<Int>) -> Field { fields[field.rawValue] }
}

internal import Diagnostics
internal import Model
internal import YAML

/// Reads files of profiles: the shipped ones, and `_profiles.yaml`.
struct ProfileReader: Sendable {
    let folder: String
    let variables: [String: String]
    let files: any ConfigurationFiles
    let calendars: CalendarTable

    /// A profile's map in the tree of its file.
    private struct Source {
        let file: String
        let tree: YAMLTree
        let map: MapReference
        let extends: GivenName?
    }

    /// What a profile says that it extends.
    private struct GivenName {
        let name: String
        let node: NodeReference
    }

    /// One of the shipped profiles; without a profile where there is none of that name.
    func shipped(_ name: String) -> (profile: Profile?, diagnostics: [Diagnostic]) {
        guard let source = shippedSource(name) else { return (nil, []) }
        return read(name, source, over: nil)
    }

    /// `_profiles.yaml`.
    func own(_ tree: YAMLTree, file: String) -> ProfileTable {
        var decoder = FileDecoder(tree, context: context(file, defaults: nil))
        let entries = entries(&decoder)
        var diagnostics = decoder.diagnostics.diagnostics
        var sources: [String: Source] = [:]
        for entry in entries where sources[entry.name] == nil {
            sources[entry.name] = source(file, tree, entry)
        }
        let own = entries.map { entry -> (name: String, profile: Profile?) in
            guard let source = sources[entry.name] else { return (entry.name, nil) }
            let (profile, found) = readOwn(entry.name, source, sources)
            diagnostics += found
            return (entry.name, profile)
        }
        return ProfileTable(own: own, diagnostics: diagnostics, reader: self)
    }

    private func readOwn(
        _ name: String,
        _ source: Source,
        _ sources: [String: Source]
    ) -> (profile: Profile?, diagnostics: [Diagnostic]) {
        var decoder = FileDecoder(source.tree, context: context(source.file, defaults: nil))
        let key = source.map.key
        guard WellFormed.isName(name) else {
            decoder.report(.badName("profile", name, decoder.place(key)))
            return (nil, decoder.diagnostics.diagnostics)
        }
        guard ShippedProfiles.named(name) == nil else {
            decoder.report(.shippedProfile(name, decoder.place(key)))
            return (nil, decoder.diagnostics.diagnostics)
        }
        guard let extends = source.extends else { return read(name, source, over: nil) }
        let base = sources[extends.name] ?? shippedSource(extends.name)
        guard let base, extends.name != name, base.extends == nil else {
            let place = decoder.place(extends.node)
            let known = ShippedProfiles.all.map(\.name) + sources.keys.sorted().filter { $0 != name }
            decoder.report(
                base == nil || extends.name == name
                    ? .unknownBase(extends.name, isItself: extends.name == name, known, place)
                    : .baseExtends(extends.name, place)
            )
            return (nil, decoder.diagnostics.diagnostics)
        }
        return read(name, source, over: base)
    }

    private func read(_ name: String, _ source: Source, over base: Source?) -> (Profile?, [Diagnostic]) {
        let defaults = base.map { DecodingContext.Defaults(file: $0.file, tree: $0.tree) }
        var decoder = FileDecoder(source.tree, context: context(source.file, defaults: defaults))
        var map = source.map
        map.base = base?.map.own ?? -1
        let profile = decoder.profile(name, map)
        return (profile, decoder.diagnostics.diagnostics)
    }

    private func shippedSource(_ name: String) -> Source? {
        guard let shipped = ShippedProfiles.named(name) else { return nil }
        let file = "profiles/\(name).yaml"
        let tree = try? shipped.text.withUnsafeBufferPointer { try YAMLReader.read($0, file: file) }
        guard let tree else { return nil }
        var decoder = FileDecoder(tree, context: context(file, defaults: nil))
        return entries(&decoder).first { $0.name == name }.map { source(file, tree, $0) }
    }

    private func entries(_ decoder: inout FileDecoder) -> [NamedMap] {
        let root = NodeReference(index: 0, isBase: false)
        guard decoder.own.nodes[0].kind == .mapping else {
            let found = decoder.found(root)
            decoder.report(.wrongType(expected: "a map with the field profiles", found: found, decoder.place(root)))
            return []
        }
        let fields = decoder.fields(of: MapReference(own: 0, key: root), Schema.profiles)
        return decoder.read(fields.profiles) ?? []
    }

    /// Looks for `extends` alone: the rest is read with what it names below.
    private func source(_ file: String, _ tree: YAMLTree, _ entry: NamedMap) -> Source {
        var decoder = FileDecoder(tree, context: context(file, defaults: nil))
        let fields = decoder.fields(of: entry.map, Schema.profile)
        let text = decoder.read(fields.extends)
        return Source(
            file: file,
            tree: tree,
            map: entry.map,
            extends: text.map { GivenName(name: $0.text, node: $0.node) }
        )
    }

    private func context(_ file: String, defaults: DecodingContext.Defaults?) -> DecodingContext {
        DecodingContext(
            name: "",
            file: file,
            folder: folder,
            variables: variables,
            files: files,
            defaults: defaults,
            calendars: calendars
        )
    }
}

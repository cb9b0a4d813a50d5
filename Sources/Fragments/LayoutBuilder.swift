internal import Diagnostics
internal import Model

/// Groups deliveries into files, one after the other, and notes every conflict.
///
/// Of two that conflict the first one stays, so that one mistake is reported once. An absent identity's delivery gives
/// way without a word: moving a variable from an identity that goes to one that comes is not a mistake.
struct LayoutBuilder {
    /// A variable of a service, or in a dotenv file: whoever reads it sees one value.
    private struct Slot: Hashable {
        let place: String
        let variable: String
    }

    private let environment: Environment
    private var claims = FileClaims()
    private var compose: [Fragment.ComposeEntry] = []
    private var dotenv: [String: [Fragment.DotenvEntry]] = [:]
    private var singles: [String: Fragment.Kind] = [:]
    private var composeSlots: [Slot: SourceLocation] = [:]
    private var dotenvSlots: [Slot: SourceLocation] = [:]
    private var templates: [Template: CompiledTemplate?] = [:]
    private var diagnostics: [Diagnostic] = []

    /// The file of the delivery before, and its path: thousands of identities often share one.
    private var last: (file: String, path: String)?

    init(environment: Environment) {
        self.environment = environment
        // Usually each identity has one of each; growing step by step hashes every entry again.
        compose.reserveCapacity(environment.identities.count)
        composeSlots.reserveCapacity(environment.identities.count)
        dotenvSlots.reserveCapacity(environment.identities.count)
    }

    /// Deliveries of absent identities must come after all others.
    mutating func add(_ delivery: Delivery, of identity: Int) {
        let address = Address(environment.name, environment.identities[identity].name)
        // What is only to be removed, or kept for a while, changes no attributes of what stays.
        let delivery = environment.identities[identity].isAbsent ? claims.yielding(delivery) : delivery
        do throws(Diagnostic) {
            switch delivery.target {
            case .compose(let service, let variable):
                try Self.forEachVariable(variable, of: delivery) { (variable, part) throws(Diagnostic) in
                    let entry = Fragment.ComposeEntry(
                        identity: identity,
                        service: service,
                        variable: variable,
                        part: part
                    )
                    try add(entry, attributes: delivery.attributes, at: delivery.location, address)
                }
            case .secret(let name, let service, let variable):
                let path = try path(of: delivery, address)
                let purpose = FileClaims.Purpose.secret(identity: identity)
                if try claims.claim(path, for: purpose, delivery.attributes, at: delivery.location, address) == .new {
                    singles[path] = .secret(identity: identity)
                }
                let entry = Fragment.ComposeEntry(
                    identity: identity,
                    service: service,
                    variable: variable,
                    secret: name
                )
                try add(entry, attributes: FileAttributes(), at: delivery.location, address)
            case .dotenv(_, let variable):
                let path = try path(of: delivery, address)
                try Self.forEachVariable(variable, of: delivery) { (variable, part) throws(Diagnostic) in
                    let slot = Slot(place: path, variable: variable)
                    if let first = dotenvSlots[slot] {
                        let place = "in \(path)"
                        throw .variableTwice(variable, place, first: first, at: delivery.location, address.description)
                    }
                    _ = try claims.claim(path, for: .dotenv, delivery.attributes, at: delivery.location, address)
                    dotenvSlots[slot] = delivery.location
                    let entry = Fragment.DotenvEntry(identity: identity, variable: variable, part: part)
                    dotenv[path, default: []].append(entry)
                }
            case .template(let template, _):
                compile(template, address)
                let path = try path(of: delivery, address)
                _ = try claims.claim(path, for: .template, delivery.attributes, at: delivery.location, address)
                singles[path] = .template(template, identity: identity)
            }
        } catch {
            let isConflict = error.code != FragmentCode.filePath.rawValue
            if !(environment.identities[identity].isAbsent && isConflict) { diagnostics.append(error) }
        }
    }

    consuming func finish() -> (FragmentLayout, [Diagnostic]) {
        diagnostics += claims.nameConflicts(in: environment.name)
        var kinds = singles
        for (path, entries) in dotenv { kinds[path] = .dotenv(entries.sorted { $0.variable < $1.variable }) }
        if !compose.isEmpty {
            let entries = compose.sorted { ($0.service, $0.variable) < ($1.service, $1.variable) }
            kinds[Delivery.composeFile] = .compose(entries)
        }
        let fragments = kinds.map { path, kind in
            Fragment(path: path, attributes: claims.attributes(of: path, kind), kind: kind)
        }
        let layout = FragmentLayout(
            environment: environment,
            fragments: fragments.sorted { $0.path < $1.path },
            templates: templates.compactMapValues { $0 }
        )
        return (layout, diagnostics)
    }

    /// Lends the variables of a `compose` or `dotenv` delivery, and what of the key each holds.
    private static func forEachVariable(
        _ variable: String,
        of delivery: Delivery,
        _ body: (String, KeyPart) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        try body(variable, .secret)
        if let second = delivery.publicVariable { try body(second, .publicID) }
    }

    /// A secret's attributes are those of its own file, not of the compose file that names it.
    private mutating func add(
        _ entry: Fragment.ComposeEntry,
        attributes: FileAttributes,
        at location: SourceLocation,
        _ address: Address
    ) throws(Diagnostic) {
        let slot = Slot(place: entry.service, variable: entry.variable)
        if let first = composeSlots[slot] {
            throw .variableTwice(
                entry.variable,
                "of service \(entry.service)",
                first: first,
                at: location,
                address.description
            )
        }
        _ = try claims.claim(Delivery.composeFile, for: .compose, attributes, at: location, address)
        composeSlots[slot] = location
        compose.append(entry)
    }

    private mutating func path(of delivery: Delivery, _ address: Address) throws(Diagnostic) -> String {
        let file = delivery.file
        if case .secret(let name, _, _) = delivery.target, name.isEmpty || name.utf8.contains(UInt8(ascii: "/")) {
            throw .filePath(file, at: delivery.location, address.description)
        }
        if let last, last.file == file { return last.path }
        guard let path = FragmentPath.normalized(file) else {
            throw .filePath(file, at: delivery.location, address.description)
        }
        last = (file, path)
        return path
    }

    /// Once for each template, however many deliveries name it.
    private mutating func compile(_ template: Template, _ address: Address) {
        guard templates[template] == nil else { return }
        do throws(Diagnostic) {
            let profile = environment.profile
            let names = CompiledTemplate.names(withPublicID: profile?.publicID != nil)
            let (compiled, found) = try CompiledTemplate.compile(template, names, for: address.description)
            templates[template] = .some(compiled)
            diagnostics += found
        } catch {
            templates[template] = .some(nil)
            diagnostics.append(error)
        }
    }
}

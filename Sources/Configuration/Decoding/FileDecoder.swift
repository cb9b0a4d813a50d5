internal import Diagnostics
internal import Model
internal import YAML

/// Turns the tree of one environment file, merged over that of `_defaults.yaml`, into values of the model.
///
/// Walks both trees side by side by the fields of ``Schema``; a merged tree is never made, so that every value keeps the
/// position that it has in its own file. Collects what is wrong and continues.
struct FileDecoder {
    let context: DecodingContext
    let own: YAMLTree
    let base: YAMLTree?
    var diagnostics: DiagnosticCollector

    /// The identity being read, for the addresses of diagnostics.
    var identity: NodeReference?

    /// The profile being read, for the paths of sections.
    var profileName: String?

    /// The profile of the environment's database.
    var profile: Profile

    /// Whether it is the one that was meant: what an identity asks of another says nothing.
    var knowsProfile = true

    /// Where the environment names it.
    var profileLocation: SourceLocation?

    /// What the profile's pepper stands for here.
    var storedPepper: Secret?
    var templates: [String: Template?] = [:]

    /// What the environment says of hooks, read before its identities.
    var hookDefaults = HookDefaults()

    /// See ``Environment/secretVariables``.
    var secretVariables: Set<String> = []

    /// See ``DecodedEnvironment/borrowed``.
    var borrowed: [BorrowedText] = []

    var lastRotation = LastRead<Rotation>()
    var lastKey = LastRead<DeclaredKey>()

    init(_ own: YAMLTree, context: DecodingContext) {
        self.context = context
        self.own = own
        base = context.defaults?.tree
        profile = context.profiles.standard
        diagnostics = DiagnosticCollector(file: context.file, address: context.isShared ? nil : context.name)
    }

    /// Whether Keyturn creates owners in the environment's database.
    var createsOwners: Bool { profile.owner?.creates != nil }

    func tree(of node: NodeReference) -> YAMLTree {
        if node.isBase, let base { base } else { own }
    }

    /// The node that counts: the target of an alias.
    func node(_ reference: NodeReference) -> YAMLNode {
        let tree = tree(of: reference)
        return tree.nodes[Int(tree.resolve(reference.index))]
    }

    /// Where a node stands; for an alias, where the alias does.
    func location(_ reference: NodeReference) -> SourceLocation {
        let node = tree(of: reference).nodes[Int(reference.index)]
        let file = reference.isBase ? context.defaults?.file ?? context.file : context.file
        return SourceLocation(file: file, line: Int(node.line), column: Int(node.column), length: Int(node.length))
    }

    /// Where a node stands, and what it concerns: what is wrong in `_defaults.yaml` concerns every environment.
    func place(_ reference: NodeReference) -> Place {
        guard !reference.isBase, !context.isShared else { return Place(location: location(reference), address: nil) }
        return Place(location: location(reference), address: Address(context.name, identityName).description)
    }

    /// The path to a section as messages show it: with the name of the identity being read.
    func path(of section: Section) -> String {
        if let profileName, section.path.hasPrefix(Section.anyProfile) {
            return "profiles.\(profileName)\(section.path.dropFirst(Section.anyProfile.count))"
        }
        guard section.path.hasPrefix(Section.anyIdentity), let identityName else { return section.path }
        return "identities.\(identityName)\(section.path.dropFirst(Section.anyIdentity.count))"
    }

    /// Nil between identities, and where the name cannot be shown.
    private var identityName: String? {
        guard let identity else { return nil }
        let tree = tree(of: identity)
        let name = tree.string(at: tree.resolve(identity.index))
        return WellFormed.isName(name) ? name : nil
    }

    mutating func report(_ diagnostic: Diagnostic) { diagnostics.add(diagnostic) }
}

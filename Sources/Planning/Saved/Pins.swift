internal import Fragments
internal import Model
package import State

/// What a plan was made from, as digests: enough to tell later whether, and where, something is not as it was.
///
/// What moves by itself and decides nothing is not pinned: when a key was used last, and watched credentials. Where a
/// decision does depend on the last use (adoption), the plan itself is compared.
package struct Pins: Hashable, Sendable, Codable {
    /// By environment, also those that were only compared with.
    let environments: [String: EnvironmentPins]

    package init(_ views: [EnvironmentView]) {
        environments = Dictionary(views.map { ($0.name, EnvironmentPins($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// What is not as it was, in words, by environment; empty where everything is.
    package func differences(from later: Pins) -> [String] {
        Set(environments.keys).union(later.environments.keys).sorted().flatMap { name -> [String] in
            switch (environments[name], later.environments[name]) {
            case (let before?, let after?): before.differences(from: after, in: name)
            case (nil, _): ["\(name) could not be read when the plan was made, and can be now"]
            case (_, nil): ["\(name) can no longer be read"]
            }
        }
    }
}

/// One environment's.
struct EnvironmentPins: Hashable, Sendable, Codable {
    /// Which database it is, and which table in it.
    let database: String

    /// Where its output folder is.
    let folder: String

    /// By identity: its owner's row and its keys' rows, or that there are none.
    let identities: [String: String]

    /// Live keys of declared owners under other names, and keys of other owners.
    let otherKeys: String

    /// By path: the bytes of each file that deliveries name, or that it is missing.
    let files: [String: String]

    init(_ view: EnvironmentView) {
        let store = view.observed.store
        database = Digest { $0.add(store.identity.lasting, store.identity.table) }.text
        folder = Digest { $0.add(view.observed.folder.resolvedPath) }.text
        let owners = Dictionary(store.owners.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        identities = Dictionary(
            zip(view.environment.identities, view.keys.states).map { identity, state in
                let digest = Digest { digest in
                    if let owner = owners[identity.owner.id] { digest.add(owner.email, owner.name) }
                    let rows = state.rows
                    for row in rows.sorted(by: { $0.id < $1.id }) { digest.add(row) }
                }
                return (identity.name, digest.text)
            },
            uniquingKeysWith: { first, _ in first }
        )
        otherKeys =
            Digest { digest in
                for row in view.keys.unmanaged.sorted(by: { $0.id < $1.id }) { digest.add(row) }
                for key in store.otherKeys.sorted(by: { $0.fingerprint < $1.fingerprint }) {
                    digest.add(key.fingerprint)
                    digest.add(key.expiresAt)
                }
            }.text
        let unguessable = Self.unguessable(view)
        files = Dictionary(
            view.observed.folder.files.map { path, file in (path, Self.pin(file, isWhole: unguessable.contains(path)))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The paths of files that hold a key which was drawn at random: of any other, whoever knows the rest of it could
    /// guess at what is secret in it.
    private static func unguessable(_ view: EnvironmentView) -> Set<String> {
        let drawn = Set(view.observed.store.keys.lazy.map(\.fingerprint).filter { !$0.isGuessable })
        return Set(
            zip(view.observed.layout.fragments, view.inspections).lazy
                .filter { $1.keys.contains(where: drawn.contains) }.map { $0.0.path }
        )
    }

    /// `isWhole`: by its bytes, not only by their number.
    private static func pin(_ file: ObservedFile, isWhole: Bool) -> String {
        Digest { digest in
            switch file {
            case .missing: digest.add("missing")
            case .file(let content, let attributesMatch):
                digest.add(attributesMatch ? "file" : "file with other attributes")
                digest.add(String(content.count))
                if isWhole { digest.add(whole: Fingerprint(of: content)) }
            case .obstacle(let what): digest.add("obstacle", what)
            case .unknown: digest.add("unknown")
            }
        }.text
    }

    fileprivate func differences(from later: EnvironmentPins, in name: String) -> [String] {
        if database != later.database { return ["\(name) has another database"] }
        if folder != later.folder { return ["\(name) has another output folder"] }
        var found: [String] = []
        for identity in Set(identities.keys).union(later.identities.keys).sorted()
        where identities[identity] != later.identities[identity] {
            found.append("the rows of \(name)/\(identity) changed")
        }
        if otherKeys != later.otherKeys { found.append("keys of \(name) that are not declared changed") }
        for path in Set(files.keys).union(later.files.keys).sorted() where files[path] != later.files[path] {
            found.append("the file \(path) of \(name) changed")
        }
        return found
    }
}

internal import Model
internal import State

extension ManifestSet {
    /// Keys of an environment by which nothing can be recognised that its manifest names.
    package struct Withheld: Hashable, Sendable {
        package let environment: String
        package let count: Int

        /// Whether the manifest was made without a pepper, which such keys are named under.
        package let isPlain: Bool
    }

    /// Where not every key can be looked for by what the manifests hold.
    package var withheldKeys: [Withheld] {
        manifests.compactMap { manifest in
            let withheld = manifest.notComparable.filter(\.isOfKeys).compactMap(\.count).reduce(0, +)
            // Under a pepper every key is named; but those that nothing but another digest is known of by that.
            let isDigested = manifest.untold.map { $0.comparison != pepper?.keyed(.ofNothing) } ?? false
            let count = withheld + (isDigested ? manifest.untold?.count ?? 0 : 0)
            guard count > 0 else { return nil }
            return Withheld(environment: manifest.name, count: count, isPlain: manifest.fingerprints == .plain)
        }
    }
}

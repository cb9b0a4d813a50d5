package import Diagnostics
package import Model

/// The files of an environment's deliveries.
///
/// Pure: their content depends only on keys and, for dotenv files that users own, on the existing content.
package struct FragmentLayout: Sendable {
    package let environment: Environment

    /// Ordered by path; paths are unique.
    package let fragments: [Fragment]

    /// Every template that parses, compiled once.
    let templates: [Template: CompiledTemplate]

    /// Identities of which files keep what they hold, whatever is declared.
    var left: Set<Int> = []

    /// Groups an environment's deliveries into files.
    ///
    /// Deliveries of absent identities are included, so that their entries can be removed. If a present identity
    /// delivers to the same place, the place belongs to it and nothing is removed.
    ///
    /// - Returns: the layout, and every conflict as an error. Where there are errors the layout leaves out what was
    ///   refused, and must not be delivered.
    package static func make(for environment: Environment) -> (layout: FragmentLayout, diagnostics: [Diagnostic]) {
        var builder = LayoutBuilder(environment: environment)
        for isAbsent in [false, true] {
            for (index, identity) in environment.identities.enumerated() where identity.isAbsent == isAbsent {
                for delivery in identity.deliveries { builder.add(delivery, of: index) }
            }
        }
        return builder.finish()
    }

    /// The same files, which keep what they hold of these identities where they have no key.
    package func leaving(_ identities: Set<Int>) -> FragmentLayout {
        var layout = self
        layout.left = identities
        return layout
    }

    /// Whether all entries of an identity must be removed: it is absent, and none of its keys is kept.
    func isGone(_ identity: Int, _ keys: [CurrentKey?]) -> Bool {
        keys[identity] == nil && environment.identities[identity].isAbsent && !left.contains(identity)
    }
}

package import Diagnostics
package import Model

/// The files that an environment's deliveries make up.
///
/// Pure: what they hold follows from keys and, for dotenv files that users own, from what is there.
package struct FragmentLayout: Sendable {
    package let environment: Environment

    /// Ordered by path; paths are unique.
    package let fragments: [Fragment]

    /// Every template that parses, compiled once.
    let templates: [Template: CompiledTemplate]

    /// Groups an environment's deliveries into files.
    ///
    /// Those of absent identities are among them, so that they can be taken out; where one names what a present
    /// identity delivers to, the present one has it and there is nothing to take out.
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

    /// Whether nothing of an identity must be left: it is absent, and no key of it is to be kept.
    func isGone(_ identity: Int, _ keys: [CurrentKey?]) -> Bool {
        keys[identity] == nil && environment.identities[identity].isAbsent
    }
}

package import Diagnostics
package import Model

/// The files that an environment's deliveries make up.
///
/// Pure: what they hold follows from keys and, for dotenv files that users own, from what stands there.
package struct FragmentLayout: Sendable {
    package let environment: Environment

    /// Ordered by path; paths are unique.
    package let fragments: [Fragment]

    /// Every template that parses, compiled once.
    let templates: [Template: CompiledTemplate]

    /// Groups an environment's deliveries into files.
    ///
    /// - Returns: the layout, and every conflict as an error. Where there are errors the layout leaves out what was
    ///   refused, and must not be delivered.
    package static func make(for environment: Environment) -> (layout: FragmentLayout, diagnostics: [Diagnostic]) {
        var builder = LayoutBuilder(environment: environment)
        for (index, identity) in environment.identities.enumerated() {
            for delivery in identity.deliveries { builder.add(delivery, of: index) }
        }
        return builder.finish()
    }
}

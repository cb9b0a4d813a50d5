package import Diagnostics
package import Model

extension FragmentLayout {
    /// The bytes of a fragment.
    ///
    /// - Parameters:
    ///   - keys: indexed like the environment's identities; every identity of the fragment must have one.
    ///   - observed: what stands there now. It matters for dotenv files that users own: all but the values of the
    ///     declared variables is kept as it is.
    /// - Throws: ``FragmentCode`` diagnostics: a key that the file cannot carry, a file of the users' that cannot be
    ///   edited safely, or a key that is missing.
    package func content(
        of fragment: Fragment,
        keys: [CurrentKey?],
        observed: ObservedFile
    ) throws(Diagnostic) -> Secret {
        Secret([])
    }
}

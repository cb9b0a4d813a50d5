package import Model

extension FragmentLayout {
    /// Judges what stands where a fragment belongs.
    ///
    /// - Parameter keys: indexed like the environment's identities. Identities without a key (to be issued) are not
    ///   judged; the file is to be written for them anyway.
    package func inspect(_ fragment: Fragment, keys: [CurrentKey?], observed: ObservedFile) -> FragmentInspection {
        FragmentInspection()
    }
}

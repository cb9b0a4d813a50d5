package import Fragments
package import Model

extension ObservedEnvironment {
    /// The folders of which a key says that they are the right ones, relative to the output folder.
    ///
    /// A key that the store knows, live or dead, is in a fragment there, or in what a killed run left.
    package func rightFolders(_ inspections: [FragmentInspection], knowing known: Set<Fingerprint>) -> Set<String> {
        var folders: Set<String> = []
        for (fragment, inspection) in zip(layout.fragments, inspections)
        where inspection.keys.contains(where: known.contains) {
            folders.insert(FragmentPath.parent(of: fragment.path))
        }
        for leftover in folder.leftovers
        where KeyScanner.fingerprints(in: leftover.content).contains(where: known.contains) {
            folders.insert(FragmentPath.parent(of: leftover.path))
        }
        return folders
    }
}

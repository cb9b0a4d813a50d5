package import Fragments
package import Model

extension EnvironmentView {
    /// The keys that are in the places of identities in their fragments and are not to be delivered there, by the places
    /// of the identities.
    package var heldKeys: [Int: Set<Fingerprint>] {
        var held: [Int: Set<Fingerprint>] = [:]
        func note(_ identity: Int, _ finding: FragmentFinding) {
            if case .holdsOther(let key) = finding { held[identity, default: []].insert(key) }
        }
        for (place, inspection) in inspections.enumerated() {
            for (identity, finding) in inspection.findings { note(identity, finding) }
            for (identity, key) in inspection.waiting { held[identity, default: []].insert(key) }
            for (identity, finding) in unfit[place] ?? [:] { note(identity, finding) }
        }
        return held
    }

    /// The keys that files are rendered with, where a run decides about some identities, by their places.
    ///
    /// Where an overlap is counted from the issue of the current key, that key takes the place of another in the run that
    /// decides so, or not at all: what is in the file is carried over.
    package func deliverable(deciding decided: Set<Int>) -> [CurrentKey?] {
        guard observed.store.ending.isUnwritten else { return deliverable }
        let held = heldKeys
        return deliverable.enumerated().map { index, key in
            held[index] == nil || decided.contains(index) || environment.identities[index].isAbsent ? key : nil
        }
    }
}

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

    /// What files are rendered with where a run decides about some identities, by their places.
    ///
    /// Of an identity that it decides nothing about, and whose entry is not as it should be, nothing is added, changed or
    /// removed (promise 5): what a file that it writes holds of it is carried over.
    package func rendering(deciding decided: Set<Int>) -> (layout: FragmentLayout, keys: [CurrentKey?]) {
        var left = Set(heldKeys.keys)
        for inspection in inspections {
            for (identity, finding) in inspection.findings {
                switch finding {
                case .fileMissing, .entryMissing, .holdsOther, .publicPart, .surplus: left.insert(identity)
                case .altered, .attributes: break
                }
            }
        }
        left.subtract(decided)
        let keys = deliverable.enumerated().map { index, key in
            left.contains(index) || environment.identities[index].isAbsent && !decided.contains(index) ? nil : key
        }
        return (observed.layout.leaving(left), keys)
    }
}

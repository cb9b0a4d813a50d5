package import Model
package import State

extension Manifest {
    /// The keys of the store, as an inventory lists them; credentials that are watched are none.
    package func listedKeys(now: Instant) -> [ListedKey] {
        var listed: [ListedKey] = []
        var spellings: [Fingerprint: Fingerprint] = [:]
        forEachSpelling { spellings[$0] = $1 }
        forEachKnown(at: now) { fingerprint, found in
            let (kind, form) = found()
            let (identity, name): (String?, String?)
            switch kind {
            case .identity(let declared), .ended(let declared): (identity, name) = (declared, nil)
            case .unmanaged(let row), .endedUnmanaged(let row): (identity, name) = (nil, row)
            case .otherOwner, .endedOtherOwner: (identity, name) = (nil, nil)
            default: return
            }
            let (standing, end): (ListedKey.Standing, Instant?) =
                switch form {
                case .live(let until): (identity == nil ? .live : .current, until)
                case .ending(let until): (.older, until)
                case .ended, .watched, .written: (.expired, nil)
                }
            listed.append(
                ListedKey(
                    fingerprint,
                    otherSpelling: spellings[fingerprint],
                    standing,
                    identity: identity,
                    name: name,
                    endsAt: end,
                    in: self.name
                )
            )
        }
        return listed
    }
}

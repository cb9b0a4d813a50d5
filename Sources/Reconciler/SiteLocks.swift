internal import Model
internal import SideBySide
internal import Stores

/// Takes the locks of all sites that a run works on.
struct SiteLocks {
    let holder: LockHolder
    let timeout: Duration
    let progress: ProgressListener

    /// Who could not be locked, and why; empty where every site is locked.
    ///
    /// Tried for all at once, which nearly always succeeds and waits for no one. Otherwise all are given back and
    /// queued for one after the other, in the order of what is locked, so that two runs never wait for each other in a
    /// circle.
    func take(_ sites: [Site]) async -> [String: StoreError] {
        let errors = await sideBySide(sites) { site in await Self.lock(site, as: holder, timeout: .zero) }
        let isHeld = errors.contains { if case .lockHeld? = $0 { true } else { false } }
        guard isHeld else { return refusals(sites, errors) }
        _ = await sideBySide(sites) { await $0.store.close() }
        return await queue(sites)
    }

    private func queue(_ sites: [Site]) async -> [String: StoreError] {
        // Of one that does not say what it would lock nothing is waited for: it comes last.
        let places = await sideBySide(sites) { try? await $0.store.lockPlace() }
        let order = sites.indices.sorted { one, other in
            guard let first = places[one], let second = places[other] else {
                return places[one] == nil && places[other] == nil ? one < other : places[one] != nil
            }
            return first == second ? one < other : first < second
        }
        var errors: [StoreError?] = sites.map { _ in nil }
        var locked: [LockPlace: Site] = [:]
        for index in order {
            let (site, place) = (sites[index], places[index])
            progress(ProgressEvent(environment: site.name, step: .locking))
            var error = await Self.lock(site, as: holder, timeout: .zero)
            if case .lockHeld? = error {
                if let owner = place.flatMap({ locked[$0] }) {
                    // To wait for a lock that this run holds itself would be to wait forever.
                    if site.store.share(lockOf: owner.store) { error = nil }
                } else if timeout > .zero, place != nil {
                    error = await sideBySide([site]) { await Self.lock($0, as: holder, timeout: timeout) }.first ?? nil
                }
            }
            if error == nil, let place, locked[place] == nil { locked[place] = site }
            errors[index] = error
        }
        return refusals(sites, errors)
    }

    private static func lock(_ site: Site, as holder: LockHolder, timeout: Duration) async -> StoreError? {
        do throws(StoreError) {
            try await site.store.lock(as: holder, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }

    private func refusals(_ sites: [Site], _ errors: [StoreError?]) -> [String: StoreError] {
        Dictionary(
            zip(sites, errors).compactMap { site, error in error.map { (site.name, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

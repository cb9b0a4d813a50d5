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
    /// queued for one after the other, in the order of their names, so that two runs never wait for each other in a
    /// circle.
    func take(_ sites: [Site]) async -> [String: StoreError] {
        let errors = await sideBySide(sites) { site in await Self.lock(site, as: holder, timeout: .zero) }
        let isHeld = errors.contains { if case .lockHeld? = $0 { true } else { false } }
        guard isHeld else { return refusals(sites, errors) }
        _ = await sideBySide(sites) { await $0.store.close() }
        return await queue(sites)
    }

    private func queue(_ sites: [Site]) async -> [String: StoreError] {
        var errors: [StoreError?] = []
        var locked: [Site] = []
        for site in sites {
            progress(ProgressEvent(environment: site.name, step: .locking))
            var error = await Self.lock(site, as: holder, timeout: .zero)
            if case .lockHeld? = error, timeout > .zero, await !isOneDatabase(site, with: locked) {
                error = await sideBySide([site]) { await Self.lock($0, as: holder, timeout: timeout) }.first ?? nil
            }
            if error == nil { locked.append(site) }
            errors.append(error)
        }
        return refusals(sites, errors)
    }

    /// Whether the site's database is one that this run holds already, for another environment: to wait for that lock
    /// would be to wait for ourselves.
    ///
    /// Asked only where a lock is held.
    private func isOneDatabase(_ site: Site, with locked: [Site]) async -> Bool {
        guard !locked.isEmpty else { return false }
        let identities = await sideBySide([site] + locked) { try? await $0.store.observe(owners: []).identity }
        guard let identity = identities.first ?? nil else { return false }
        return identities.dropFirst().contains(identity)
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

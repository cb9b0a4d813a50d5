internal import Audit
internal import AuditFiles
internal import Diagnostics
internal import Fragments
internal import Model

/// One environment's audit file for one run.
struct SiteAudit: Sendable {
    let log: any AuditLog
    let place: AuditTrailPlace
    let session: AuditSession
    let clock: any WallClock
    private let seen: SeenKeys

    /// Nil if the environment declares no `audit`, or no one asked for one.
    init?(_ site: Site, _ session: AuditSession?, _ clock: any WallClock, _ seen: SeenKeys) {
        guard let log = site.audit, let trail = site.layout.environment.audit, let session else { return nil }
        self.log = log
        self.session = session
        self.clock = clock
        self.seen = seen
        place = AuditTrailPlace(environment: site.name, path: trail.path, location: trail.location)
    }

    /// - Throws: where they could not be written.
    @discardableResult
    func write(_ entries: [AuditEntry]) throws(Diagnostic) -> Written {
        let entries = entries.map { entry in
            var entry = entry
            entry.detail = entry.detail.map(seen.masked)
            return entry
        }
        do {
            let (head, warning) = try log.append(entries, session.context(of: place.environment), at: clock.now())
            return Written(head: head, warning: warning)
        } catch {
            throw error.diagnostic(place)
        }
    }

    struct Written: Sendable {
        let head: AuditHead
        let warning: Diagnostic?
    }
}

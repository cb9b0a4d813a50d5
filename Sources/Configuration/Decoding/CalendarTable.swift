internal import Diagnostics
internal import Model
internal import Schedule
internal import Synchronization

/// The time zones and calendars that a load meets, each read and computed once, however many identities name it.
final class CalendarTable: Sendable {
    /// Where every system keeps the compiled IANA database.
    static let database = "/usr/share/zoneinfo"

    enum ZoneProblem: Error {
        /// With the name that was probably meant.
        case unknown(nearest: String?)
        case noDatabase
        /// A file that is there and says nothing that could be followed.
        case unreadable
    }

    struct Calendar {
        let cron: Cron
        /// Nil for a calendar that never fires.
        let gaps: CronGaps?
    }

    private struct Line: Hashable {
        let text: String
        let declared: String
        let zone: Zone
    }

    private struct Meeting: Hashable {
        let cron: Cron
        let window: Window
        let jitter: Duration
    }

    private struct State {
        var zones: [String: Result<Zone, ZoneProblem>] = ["UTC": .success(.utc)]
        var calendars: [Line: Result<Calendar, CronTextError>] = [:]
        var windows: [Window: WindowGaps?] = [:]
        var ages: [Meeting: Duration] = [:]
    }

    private let files: any ConfigurationFiles
    private let state = Mutex(State())

    init(_ files: any ConfigurationFiles) { self.files = files }

    func zone(_ name: String) -> Result<Zone, ZoneProblem> {
        state.withLock { state in
            if let known = state.zones[name] { return known }
            let read = read(name)
            state.zones[name] = read
            return read
        }
    }

    func calendar(_ text: String, zone: Zone, declared: String) -> Result<Calendar, CronTextError> {
        let line = Line(text: text, declared: declared, zone: zone)
        return state.withLock { state in
            if let known = state.calendars[line] { return known }
            let read = Result { () throws(CronTextError) in
                let cron = try CronText.parse(text, zone: zone, declared: declared)
                return Calendar(cron: cron, gaps: cron.gaps)
            }
            state.calendars[line] = read
            return read
        }
    }

    /// Nil for a window that never opens.
    func gaps(of window: Window) -> WindowGaps? {
        state.withLock { state in
            if let known = state.windows[window] { return known }
            let gaps = window.gaps
            state.windows[window] = .some(gaps)
            return gaps
        }
    }

    /// How old a key can be at most when both the calendar and the window let it be replaced.
    func longestAge(_ cron: Cron, _ gaps: CronGaps, in window: Window, jitter: Duration) -> Duration {
        let meeting = Meeting(cron: cron, window: window, jitter: jitter)
        return state.withLock { state in
            if let known = state.ages[meeting] { return known }
            // Delays are whole seconds below the jitter.
            let delay = jitter == .zero ? .zero : jitter - .seconds(1)
            let age = cron.longestAge(in: window, delay: delay, gaps: gaps) ?? DurationText.maximum
            state.ages[meeting] = age
            return age
        }
    }

    private func read(_ name: String) -> Result<Zone, ZoneProblem> {
        guard Self.isZoneName(name) else { return .failure(.unknown(nearest: nil)) }
        guard Self.isOfIANA(name) else {
            let names = names
            return .failure(names.isEmpty ? .noDatabase : .unknown(nearest: Self.nearest(to: name, among: names)))
        }
        do {
            let bytes = try files.read("\(Self.database)/\(name)", limit: 1 << 20)
            return TZif.parse(bytes, name: name).map { .success($0) } ?? .failure(.unreadable)
        } catch {
            let names = names
            guard !names.isEmpty else { return .failure(.noDatabase) }
            guard !names.contains(name) else { return .failure(.unreadable) }
            return .failure(.unknown(nearest: Self.nearest(to: name, among: names)))
        }
    }

    /// A path inside the database: letters, digits and `_+-` between slashes.
    private static func isZoneName(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 64 else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
    }

    /// Whether a name begins as those of zones do, with a capital: `localtime` and `posixrules` mean what this machine
    /// is set to, and `posix/…` and `right/…` repeat the zones, the latter with leap seconds.
    ///
    /// `Factory` stands for no zone at all.
    private static func isOfIANA(_ name: String) -> Bool {
        guard let first = name.utf8.first else { return false }
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) && name != "Factory"
    }

    /// A city without its continent, or else the name that is written nearly so.
    private static func nearest(to name: String, among names: [String]) -> String? {
        func city(_ name: String) -> String { (name.split(separator: "/").last.map(String.init) ?? name).lowercased() }
        let wanted = city(name)
        return names.first { city($0) == wanted } ?? NearestName.of(name, among: names)
    }

    /// Every name of the database, in order; empty where there is none.
    private var names: [String] {
        func names(below path: String, depth: Int) -> [String] {
            guard let entries = try? files.names(in: Self.database + path) else { return [] }
            return entries.sorted().flatMap { entry -> [String] in
                // Tables have an ending.
                guard Self.isOfIANA(entry), !entry.contains(".") else { return [] }
                let inner = depth < 2 ? names(below: "\(path)/\(entry)", depth: depth + 1) : []
                return inner.isEmpty ? [String("\(path)/\(entry)".dropFirst())] : inner
            }
        }
        return names(below: "", depth: 0)
    }
}

/// What happened, as a digest of everything and the text of the last entries.
struct Trace {
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var count = 0
    private var last: [Entry] = []
    private static let kept = 40
    /// For a close look at one seed.
    var isKeptWhole = false

    struct Entry {
        let time: Int64
        let run: Int
        let environment: Int
        let what: StaticString
        let detail: Int
    }

    /// Run 0 is for what no run did; the detail is whatever tells two entries of the same kind apart.
    mutating func add(_ time: Int64, run: Int = 0, environment: Int = -1, _ what: StaticString, _ detail: Int = 0) {
        count += 1
        mix(UInt64(bitPattern: time))
        mix(
            UInt64(run) << 32 | UInt64(environment + 1) << 24 | UInt64(what.utf8CodeUnitCount) << 16
                | UInt64(detail & 0xFFFF)
        )
        let entry = Entry(time: time, run: run, environment: environment, what: what, detail: detail)
        if isKeptWhole || last.count < Self.kept { last.append(entry) } else { last[(count - 1) % Self.kept] = entry }
    }

    private mutating func mix(_ word: UInt64) { digest = (digest ^ word) &* 0x100_0000_01B3 }

    /// The last entries, oldest first.
    func text(from start: Int64, environments: [String]) -> String {
        let first = isKeptWhole || last.count < Self.kept ? 0 : count % Self.kept
        return (last[first...] + last[..<first]).map { entry in
            let seconds = Double(entry.time - start) / 1e6
            let day = Int(seconds / 86_400)
            let rest = seconds - Double(day) * 86_400
            let place = entry.environment < 0 ? "" : " " + environments[entry.environment]
            let actor = entry.run == 0 ? "" : " run \(entry.run)"
            return "  day \(day) + \(rest) s:\(actor)\(place) \(entry.what)"
                + (entry.detail == 0 ? "" : " (\(entry.detail))")
        }.joined(separator: "\n")
    }
}

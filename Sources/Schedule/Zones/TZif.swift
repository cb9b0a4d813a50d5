package import Model

/// The files of the IANA time zone database in compiled form (RFC 9636), as they lie in `/usr/share/zoneinfo`.
package enum TZif {
    /// The zone that a file describes; nil for what is no such file, or one that cannot be followed.
    ///
    /// Version 2 and later, which every system has had for two decades. A file that counts leap seconds (`right/…`) is
    /// refused: databases do not count them.
    package static func parse(_ bytes: [UInt8], name: String) -> Zone? {
        var reader = ByteReader(bytes)
        guard let old = Counts(&reader), reader.skip(old.blockSize(timeSize: 4)), let counts = Counts(&reader),
            counts.leapSeconds == 0, counts.types > 0, counts.types <= 256, counts.times <= 100_000
        else { return nil }
        var times: [Int64] = []
        for _ in 0..<counts.times {
            guard let time = reader.signed(8) else { return nil }
            guard times.last.map({ $0 < time }) ?? true else { return nil }
            times.append(time)
        }
        var indices: [Int] = []
        for _ in 0..<counts.times {
            guard let index = reader.byte(), index < counts.types else { return nil }
            indices.append(Int(index))
        }
        var offsets: [Int] = []
        for _ in 0..<counts.types {
            guard let offset = reader.signed(4), abs(offset) < Zone.farthest, reader.skip(2) else { return nil }
            offsets.append(Int(offset))
        }
        guard reader.skip(counts.characters + counts.standardFlags + counts.universalFlags),
            let footer = reader.line()
        else { return nil }

        var transitions: [Zone.Transition] = []
        for (time, index) in zip(times, indices) where offsets[index] != transitions.last?.offset ?? offsets[0] {
            transitions.append(Zone.Transition(at: time, offset: offsets[index]))
        }
        guard !footer.isEmpty else {
            return Zone(name: name, firstOffset: offsets[0], transitions: transitions)
        }
        guard let ending = POSIXZone.parse(footer) else { return nil }
        if let rule = ending.rule {
            return Zone(name: name, firstOffset: offsets[0], transitions: transitions, rule: rule)
        }
        if ending.standardOffset != transitions.last?.offset ?? offsets[0] {
            guard let last = times.last else { return Zone(name: name, firstOffset: ending.standardOffset) }
            transitions.append(Zone.Transition(at: last, offset: ending.standardOffset))
        }
        return Zone(name: name, firstOffset: offsets[0], transitions: transitions)
    }

    /// The header of a block: what it holds how often.
    private struct Counts {
        let universalFlags: Int
        let standardFlags: Int
        let leapSeconds: Int
        let times: Int
        let types: Int
        let characters: Int

        init?(_ reader: inout ByteReader) {
            guard reader.take("TZif"), let version = reader.byte(), version >= UInt8(ascii: "2"), reader.skip(15) else {
                return nil
            }
            var counts: [Int] = []
            for _ in 0..<6 {
                guard let count = reader.signed(4), count >= 0 else { return nil }
                counts.append(Int(count))
            }
            universalFlags = counts[0]
            standardFlags = counts[1]
            leapSeconds = counts[2]
            times = counts[3]
            types = counts[4]
            characters = counts[5]
        }

        func blockSize(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardFlags
                + universalFlags
        }
    }
}

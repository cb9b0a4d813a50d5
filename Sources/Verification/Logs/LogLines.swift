internal import Model

/// The lines of a log's end from a moment on.
struct LogLines {
    /// Ranges of bytes of the content, in its order.
    let ranges: [Range<Int>]

    let reach: Reach

    /// Whether every line since the time that was asked for is among them, as far as can be told.
    let isComplete: Bool

    /// How many marks of Keyturn's own questions are in the log.
    let marks: Int

    /// Whether lines of them were left out.
    let hasOwn: Bool

    /// How far back was looked.
    enum Reach: Equatable {
        /// From the time that was asked for.
        case since
        /// The lines have no time stamps: all that was read.
        case wholeTail
        /// No moment was asked for.
        case unbounded
    }

    /// A line without a time stamp goes with the one before it, those before any with the first that has one.
    ///
    /// Time stamps are compared by whole seconds, since many logs have no more. What Keyturn's own questions left there is
    /// left out; `prefixes` are those of the keys that it presents.
    init(_ tail: LogTail, since: Instant?, prefixes: Set<String>) {
        let (lines, own) = tail.content.withBytes { bytes in
            let lines = Self.lines(of: bytes)
            return (lines, OwnQuestions(lines, of: bytes, prefixes: prefixes, isCut: tail.isCut))
        }
        marks = own.marks
        hasOwn = own.isOwn.contains(true)
        let others = zip(lines, own.isOwn).filter { !$1 }.map(\.0)
        guard let since else {
            (ranges, reach, isComplete) = (others, .unbounded, true)
            return
        }
        if tail.since != nil {
            (ranges, reach, isComplete) = (others, .since, !tail.isCut)
            return
        }
        let stamps = tail.content.withBytes { bytes in
            lines.map { LogStamp(in: UnsafeRawBufferPointer(rebasing: bytes[$0])) }
        }
        guard let first = stamps.lazy.compactMap(\.self).first else {
            (ranges, reach, isComplete) = (others, .wholeTail, !tail.isCut)
            return
        }
        let offset = Self.offset(of: stamps.last { $0 != nil } ?? nil, writtenAt: tail.writtenAt)
        let start = Instant(secondsSince1970: since.microseconds / 1_000_000)
        var stamp = first
        var kept: [Range<Int>] = []
        var hasOlder = false
        for ((line, isOwn), stampOfLine) in zip(zip(lines, own.isOwn), stamps) {
            stamp = stampOfLine ?? stamp
            let moment = stamp.hasZone ? stamp.instant : stamp.instant + offset
            if moment < start { hasOlder = true } else if !isOwn { kept.append(line) }
        }
        // A line that is older than what was asked for shows that nothing between was left out.
        (ranges, reach, isComplete) = (kept, .since, !tail.isCut || hasOlder)
    }

    /// What makes UTC of time stamps that name no zone: the last line was written when the file was, and zones are whole
    /// quarters of an hour apart.
    private static func offset(of last: LogStamp?, writtenAt: Instant?) -> Duration {
        guard let last, !last.hasZone, let writtenAt else { return .zero }
        let quarter: Int64 = 900 * 1_000_000
        let difference = (writtenAt - last.instant).microseconds
        // No zone is further from UTC than 14 hours: a log whose last line is older tells nothing.
        guard abs(difference) <= 15 * 4 * quarter else { return .zero }
        let quarters = (difference + (difference < 0 ? -quarter / 2 : quarter / 2)) / quarter
        return .seconds(quarters * 900)
    }

    private static func lines(of bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if end > start { lines.append(start..<end) }
            start = end + 1
        }
        return lines
    }
}

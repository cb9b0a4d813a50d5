import Glibc
import Model
import Schedule
import Testing

/// A zone of the system's database, as the binary would read it.
func zone(_ name: String) throws -> Zone {
    if name == "UTC" { return .utc }
    let file = try #require(fopen("/usr/share/zoneinfo/\(name)", "r"), "these tests need Debian's package tzdata")
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    return try #require(TZif.parse(bytes, name: name), "\(name)")
}

/// Reads `2026-03-29 01:00`, with or without seconds, offset or `Z`.
func instant(_ text: String) -> Instant {
    guard let instant = Instant(text: text) else { fatalError("\(text) is not an instant") }
    return instant
}

func cron(_ text: String, _ zone: Zone = .utc) throws -> Cron { try CronText.parse(text, zone: zone) }

/// SplitMix64: the same numbers in every run.
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

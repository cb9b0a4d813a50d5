import Diagnostics
import Model

@testable import Planning

/// Numbers that follow from a seed.
struct Draw {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(truncatingIfNeeded: next() >> 33) % count }
    mutating func percent(_ share: Int) -> Bool { below(100) < share }
}

/// A key that looks drawn, always the same for a number.
func drawnKey(_ number: Int) -> Secret {
    var draw = Draw(state: UInt64(number) &* 7_919 &+ 1)
    return format.key(from: (0..<32).map { _ in UInt8(truncatingIfNeeded: draw.next()) })
}

/// Three environments that share at random what can be shared.
///
/// Where `isPlain`, only what can be compared without a pepper.
func fleet(_ seed: UInt64, isPlain: Bool = false) -> [Scene] {
    var draw = Draw(state: seed)
    return ["dev", "prod", "staging"].map { name in
        var scene = Scene(name: name)
        // Few keys, so that some meet.
        let known = (0..<1 + draw.below(4)).map { _ in draw.below(16) }
        for (index, number) in known.enumerated() {
            let isDead = draw.percent(40)
            scene.rows.append(
                row(
                    UInt8(index),
                    created: -(1 + draw.below(20)) * day,
                    ends: isDead ? -1 * hour : draw.percent(40) ? (1 + draw.below(40)) * hour : nil,
                    active: !isDead || draw.percent(50),
                    name: draw.percent(30) ? "Old script" : keyName,
                    secret: drawnKey(number)
                )
            )
        }
        if draw.percent(70) { scene.delivered = drawnKey(isPlain ? known[0] : draw.below(16)) }
        if draw.percent(30) { scene.otherFiles["notes"] = drawnKey(isPlain ? known[0] : draw.below(16)) }
        if draw.percent(10) { scene.database = "one" }
        if draw.percent(10) { scene.folder = draw.percent(50) ? "one" : "one/inside" }
        scene.isCopy = draw.percent(25)
        if draw.percent(30) { scene.issued = [Fingerprint(of: drawnKey(known[0]))] }
        if draw.percent(5) { scene.barrier = .standby }
        guard !isPlain else { return scene }
        for _ in 0..<draw.below(3) {
            scene.others.append(
                StoreObservation.OtherKey(
                    fingerprint: Fingerprint(of: drawnKey(draw.below(16))),
                    isActive: draw.percent(50),
                    expiresAt: draw.percent(30) ? now + (draw.below(20) - 10) * hour : nil
                )
            )
        }
        if draw.percent(30) {
            scene.watched.append(
                WatchedCredential(
                    source: draw.percent(50)
                        ? .column(table: "providers", column: "token", labels: ["Jira", "JIRA"])
                        : .variable(file: "../legacy/.env", name: "TOKEN"),
                    fingerprint: Fingerprint(of: drawnKey(draw.below(16))),
                    location: SourceLocation(file: "environments/\(name).yaml", line: 9, column: 3)
                )
            )
        }
        return scene
    }
}

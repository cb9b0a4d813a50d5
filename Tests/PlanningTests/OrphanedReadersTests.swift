import Fragments
import Model
import Testing

@testable import Planning

/// When whoever reads a fragment that no delivery names is refused.
@Suite struct OrphanedReadersTests {
    private static let rotation = Rotation(every: 30 * day, overlap: 48 * hour)

    @Test(
        arguments: [
            // An overlap after the rotation, also where the key's own end is later.
            (nil, 31), (90, 31), (32, 31),
            // The key's own end, where that is first.
            (20, 20),
        ] as [(Int?, Int)]
    )
    func `readers of a file that was left behind go dark at the next rotation or the key's end, whichever is first`(
        _ ends: Int?,
        _ dark: Int
    ) throws {
        let current = row(1, created: -1 * day, ends: ends.map { $0 * day })
        var scene = Scene(rotation: Self.rotation, rows: [current], delivered: key(1))
        let text = key(1).withBytes { String(decoding: $0, as: UTF8.self) }
        scene.otherFiles = ["old.env": Secret(text: "# Written by keyturn; do not edit.\nPM_MCP_API_KEY=\(text)\n")]
        let found = Orphans.find(in: scene.view, RevocationList(), now: now)
        let held = try #require(found.fragments.first?.keys.first)
        #expect(held.state == .current && held.darkAt == now + dark * day)
    }
}

internal import Diagnostics
package import Model
package import Planning

/// The manifests that a verdict was made from: what is older than its environment's last change says nothing of that.
package enum ManifestText {
    /// A line for each, then an empty line.
    package static func render(_ manifests: [Manifest], now: Instant) -> String {
        let width = manifests.reduce(0) { max($0, $1.name.cells) }
        return manifests.map { manifest in
            let isFresh = abs((now - manifest.createdAt).components.seconds) < 3_600
            let age = isFresh ? "" : ", \(TimeText.relative(manifest.createdAt, to: now))"
            return "\(manifest.name.padded(to: width + 2))exported \(TimeText.moment(manifest.createdAt))\(age)\n"
        }.joined() + "\n"
    }
}

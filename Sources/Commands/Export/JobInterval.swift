internal import Model
internal import Schedule

/// How often a job has to look for what is due.
enum JobInterval {
    /// Divisors of 60, in minutes, so that a crontab line meets each hour alike.
    private static let choices = [60, 30, 15, 10, 5, 1]

    /// Once an hour, or as often as the narrowest window or the shortest schedule needs: at least twice in each.
    static func minutes(for environments: [Environment]) -> Int {
        var shortest = Duration.seconds(7_200)
        for identity in environments.lazy.flatMap(\.identities) where !identity.isAbsent {
            let rotation = identity.rotation
            for span in [rotation.window?.shortestLength, rotation.every, rotation.overlap].compactMap(\.self) {
                shortest = min(shortest, span)
            }
        }
        let limit = Int(shortest.components.seconds / 120)
        return choices.first { $0 <= limit } ?? 1
    }
}

/// A step that a run takes, for whoever watches.
///
/// Holds no secret.
package struct ProgressEvent: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        case locking
        case reading
        /// What was read: rows of declared owners and of all others, and files.
        case read(rows: Int, others: Int, files: Int)
        case issuing(keys: Int)
        /// The server notices new rows only so much later: the profile's `effectiveAfter.issued`.
        case settling(Duration)
        case delivering(files: Int)
        case announcing(identities: Int)
        /// What a command printed, keys in it masked.
        case announced(output: String)
        /// The profile's `onEnd` runs after the ends of so many keys.
        case announcingEnds(keys: Int)
        /// What one of its commands printed, keys in it masked.
        case announcedEnd(output: String)
        /// Servers are asked whether they accept the keys of so many identities.
        case verifying(identities: Int)
        case ending(keys: Int)
    }

    package let environment: String
    package let step: Step
}

/// Called from several threads.
package typealias ProgressListener = @Sendable (ProgressEvent) -> Void

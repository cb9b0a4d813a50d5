/// A step that a run takes, for whoever watches.
///
/// Holds no secret.
package struct ProgressEvent: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        case locking
        case reading
        case issuing(keys: Int)
        case delivering(files: Int)
        case announcing(identities: Int)
        /// What a command printed, keys in it masked.
        case announced(output: String)
        /// Servers are asked whether they accept the keys of so many identities.
        case verifying(identities: Int)
        case ending(keys: Int)
    }

    package let environment: String
    package let step: Step
}

/// Called from several threads.
package typealias ProgressListener = @Sendable (ProgressEvent) -> Void

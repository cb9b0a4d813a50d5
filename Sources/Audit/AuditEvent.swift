/// What a line of an audit file is about.
///
/// The raw values are part of the format; a released one is not renamed.
package enum AuditEvent: String, CaseIterable, Sendable {
    /// A run is about to change something. Without an `ended` of the same run, it was killed.
    case started
    /// A change that the run is about to make; written before anything is done.
    case attempt
    /// What became of an attempted change.
    case change
    /// The profile's `onEnd` succeeded for a key that had been ended.
    case announced
    /// Policy, or someone who was asked, kept something from being done.
    case refusal
    /// A rule of policy was ignored.
    case override
    /// An error.
    case failure
    /// The run had nothing to do, or was not to do it.
    case skipped
    /// The run is over.
    case ended
    /// The ends of other environments' audit files, so that what is cut off them is missed.
    case anchor
    /// The line before was cut off while it was written, by a crash; it is named by its digest.
    case mended
}

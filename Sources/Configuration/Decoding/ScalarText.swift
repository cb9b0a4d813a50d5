/// A scalar's value with its variables replaced.
struct ScalarText {
    let text: String

    /// Whether a variable may have had a part in it; then ``text`` is never shown.
    let isInterpolated: Bool

    let node: NodeReference

    /// The value as the file has it.
    let written: String
}

/// The stable name of a kind of diagnostic, such as `unknown-field`.
///
/// Each target declares its own codes as one enumeration, so that a code cannot exist without its explanation, and
/// `docs/reference/diagnostics.md` is written from `allCases`. Programs match on the code, never on a message's text;
/// a code that was released is not renamed.
package protocol DiagnosticCode: RawRepresentable<String>, CaseIterable, Sendable {
    /// What the code means and how it is usually fixed: one or two sentences for the reference.
    var explanation: String { get }
}

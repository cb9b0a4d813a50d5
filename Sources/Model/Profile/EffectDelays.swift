/// How late the server notices a changed row.
package struct EffectDelays: Hashable, Sendable {
    /// How long an ended key may still be taken.
    package var ended: Duration = .zero

    /// How long a new one may still be refused.
    package var issued: Duration = .zero

    /// Whether every use of an ended key puts its refusal off.
    package var isRenewedByUse = false

    package init() {}
}

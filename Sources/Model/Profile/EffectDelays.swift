/// How late the server notices a changed row.
package struct EffectDelays: Hashable, Sendable {
    /// How long an ended key may still be accepted.
    package var ended: Duration = .zero

    /// How long a new one may still be refused.
    package var issued: Duration = .zero

    /// Whether every use of an ended key delays its refusal.
    package var isRenewedByUse = false

    package init() {}
}

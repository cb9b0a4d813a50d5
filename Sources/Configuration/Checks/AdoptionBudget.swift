internal import Model
internal import Schedule

/// Whether the deadline of an adoption can come before all is decided without it.
struct AdoptionBudget {
    /// How long a replaced key has left at most when the schedule replaces it; nil forever.
    let rest: Duration?

    /// What the deadline needs of ``rest``: itself, and the overlap that it would leave.
    let need: Duration

    init(_ adoption: Adoption, deadline: Duration, _ rotation: Rotation, gaps: CronGaps?, _ budget: RotationBudget?) {
        need = adoption.afterDeadline == .retire ? deadline + rotation.overlap : deadline
        guard let expires = rotation.expires, let budget else {
            rest = nil
            return
        }
        // By its end alone it is replaced an overlap before that, or at the last opening of the window before then.
        let earliest = rotation.every ?? gaps?.shortest
        rest = earliest.map { expires - $0 } ?? rotation.overlap + budget.wait
    }

    /// Whether the replaced key expires before the deadline could change that.
    var isTooLate: Bool { rest.map { $0 <= need } ?? false }
}

package import Diagnostics
package import Model

/// What follows from what was found now, if every run takes place as soon as something is due.
///
/// A value; holds no secret.
package struct Forecast: Sendable {
    package let now: Instant
    package let until: Instant

    /// How long after its delivery the consumers of a new key are taken to use it, where `adoption: required` asks.
    package let adoptedAfter: Duration

    /// Every identity that was looked ahead for, by address.
    package let identities: [ForecastIdentity]

    /// By moment, then by address; for one identity in the order of effects.
    package let events: [ForecastEvent]

    /// What was found while planning for now, then what lies ahead.
    package let diagnostics: [Diagnostic]

    /// Whether at all times each of ``identities`` has a live key where it is delivered.
    package let isAlwaysDelivered: Bool

    /// Whether every environment that was asked for could be looked at.
    package let isComplete: Bool

    /// Environments whose replaced keys Keyturn ends, since no server does; in order.
    package var endedByKeyturn: [String] = []

    /// Environments in which one run begins a limited number of rotations; in order.
    package var runLimits: [RunLimit] = []

    /// How many rotations one run begins at most in an environment (`maxPerRun`).
    package struct RunLimit: Hashable, Sendable {
        package let environment: String
        package let rotations: Int
    }

    /// Whether any identity waits for its consumers (`adoption: required`).
    package var assumesAdoption: Bool { identities.contains(where: \.awaitsAdoption) }

    /// How many environments were looked ahead for.
    package var environmentCount: Int { Set(identities.lazy.map(\.address.environment)).count }
}

/// Something that happens to one identity.
package struct ForecastEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A run does something.
        case change(Action)
        /// A key reaches its end; nothing has to run for that.
        case end
    }

    package let at: Instant
    package let kind: Kind

    /// Its place among ``Forecast/identities``.
    package let identity: Int

    /// The key that is replaced, retired or ends; nil if there is none.
    package let key: ForecastKey?

    /// Whether a new key is issued.
    package let issuesKey: Bool

    /// When ``key`` stops working; nil if never expires, or not yet.
    package let ends: Instant?

    /// The first reason; nil for an end.
    package let reason: Reason?

    /// Whether it is a rotation outside of the declared window.
    package let isOutsideWindow: Bool
}

/// A key as a forecast names it.
package enum ForecastKey: Hashable, Sendable {
    case known(Fingerprint)
    /// Not born yet.
    case new

    /// Nil for one that is not born yet.
    package var fingerprint: Fingerprint? { if case .known(let fingerprint) = self { fingerprint } else { nil } }
}

/// One identity and the keys that it has in the time that is looked at.
package struct ForecastIdentity: Hashable, Sendable {
    package let address: Address
    package let awaitsAdoption: Bool

    /// In the order of their issue, the oldest first.
    package internal(set) var keys: [ForecastSpan] = []
}

/// How long a key is the current one, and how long it works.
package struct ForecastSpan: Hashable, Sendable {
    package let key: ForecastKey

    /// When it was, or will be, issued; nil if the row does not say.
    package let from: Instant?

    /// When a newer one takes its place; nil for not in the time that is looked at.
    package internal(set) var replaced: Instant?

    /// When it stops working; nil for no end that is known.
    package internal(set) var ends: Instant?
}

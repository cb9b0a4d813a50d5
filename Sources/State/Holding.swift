package import Model

/// A place that holds a key, with what the key is there.
package struct Holding: Hashable, Sendable {
    package let place: Place
    package let form: Form

    package enum Form: Hashable, Sendable {
        /// The server accepts it; the end is its own, nil for none.
        case live(until: Instant?)

        /// It was replaced and is accepted until then.
        case ending(Instant)

        /// The server refuses it.
        case ended

        /// Someone else issues it; whether it works is not known.
        case watched

        /// It is in a file.
        case written
    }

    package init(_ place: Place, _ form: Form) {
        self.place = place
        self.form = form
    }
}

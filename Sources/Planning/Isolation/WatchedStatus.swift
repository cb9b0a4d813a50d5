package import Model
package import State

/// A watched credential of a planned environment, and what stands against it.
package struct WatchedStatus: Sendable, Codable {
    package let environment: String
    package let credential: WatchedCredential

    /// Where else it was found; nil if it is the environment's alone.
    package let shared: Elsewhere?

    /// Nil if no `maxAge` is declared, or its age is not known.
    package let isTooOld: Bool?

    /// The places outside of an environment that hold what it watches.
    package struct Elsewhere: Hashable, Sendable, Codable {
        /// The first of them: a credential may be in as many rows as there are.
        package let places: [Place]
        package let count: Int

        static let limit = 20
    }
}

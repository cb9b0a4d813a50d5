/// What runs with an identity's key: where the key that it really has can be looked up (`consumer`).
package enum Consumer: Hashable, Sendable, Codable {
    /// A container of the Docker engine, by name or id.
    case docker(container: String)

    /// A service of the compose project that the fragments belong to: its containers, by their labels.
    case compose(service: String)

    case process(ProcessReference)

    /// A unit of the system's systemd: its main process.
    case systemd(unit: String)

    package enum ProcessReference: Hashable, Sendable, Codable {
        case id(Int32)
        /// The absolute path of a file that holds the id.
        case file(String)
    }
}

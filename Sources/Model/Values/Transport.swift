/// How strictly a connection to PostgreSQL is protected: libpq's `sslmode`, from the weakest to the strictest.
package enum SSLMode: String, CaseIterable, Sendable {
    case disable
    case allow
    case prefer
    case require
    case verifyCA = "verify-ca"
    case verifyFull = "verify-full"

    /// Whether the connection is encrypted, or not made at all.
    package var encryptsAlways: Bool { self >= .require }
}

extension SSLMode: Comparable {
    package static func < (left: SSLMode, right: SSLMode) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a connection to a store goes over, without anything of its address.
package enum Transport: Hashable, Sendable {
    /// Nothing leaves the machine: a file, or a socket of this machine.
    case local

    /// Over a network.
    ///
    /// The mode is nil where it cannot be told; so is whether TLS is in use before anything was connected to.
    case network(SSLMode?, usesTLS: Bool?)
}

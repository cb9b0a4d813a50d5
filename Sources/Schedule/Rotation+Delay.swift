package import Model

extension Rotation {
    /// The identity's own share of ``jitter``, in whole seconds below it: the same in every run, forever.
    ///
    /// Identities are spread evenly, and nothing has to be remembered.
    package func delay(of address: Address) -> Duration {
        let seconds = jitter.components.seconds
        guard seconds > 0 else { return .zero }
        return .seconds(Int64(address.lot % UInt64(seconds)))
    }
}

extension Address {
    /// A number that follows from the address, `prod/backend`, alone: the first 64 bits of its SHA-256.
    ///
    /// Another rule would move the rotations of every fleet.
    var lot: UInt64 {
        var text = description
        return text.withUTF8 { Fingerprint(of: UnsafeRawBufferPointer($0)).leadingBits }
    }
}

package import Model

extension Rotation {
    /// The identity's own share of ``jitter``, in whole seconds below it: the same in every run, forever.
    ///
    /// The first 64 bits of the SHA-256 of its address, `prod/backend`, modulo the jitter: identities are spread evenly,
    /// and nothing has to be remembered. Another rule would move the rotations of every fleet.
    package func delay(of address: Address) -> Duration {
        let seconds = jitter.components.seconds
        guard seconds > 0 else { return .zero }
        var text = address.description
        let lot = text.withUTF8 { Fingerprint(of: UnsafeRawBufferPointer($0)).leadingBits }
        return .seconds(Int64(lot % UInt64(seconds)))
    }
}

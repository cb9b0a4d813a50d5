import Testing

@testable import Model

@Suite struct FingerprintTests {
    /// The test vector of FIPS 180-4 for "abc".
    private let digest: [UInt8] = [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
        0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
    ]

    @Test func `a fingerprint is the first 12 hex digits of SHA-256`() {
        #expect(Fingerprint(of: Secret(text: "abc")).description == "ba7816bf8f01")
    }

    @Test func `a digest that was computed elsewhere is the same fingerprint`() {
        #expect(digest.withUnsafeBytes { Fingerprint(digest: $0) } == Fingerprint(of: Secret(text: "abc")))
        #expect(digest.dropLast().withUnsafeBytes { Fingerprint(digest: $0) } == nil)
    }

    @Test func `fingerprints that begin alike are still told apart`() {
        var other = digest
        other[31] ^= 1
        #expect(other.withUnsafeBytes { Fingerprint(digest: $0) } != Fingerprint(of: Secret(text: "abc")))
    }
}

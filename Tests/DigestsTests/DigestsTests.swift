import Digests
import Testing

/// The vectors of the standards that define them.
@Suite struct DigestsTests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Of FIPS 180-4's examples, and of nothing at all.
    @Test(
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func `SHA-256 of the standard's examples`(text: String, digest: String) {
        let bytes = Array(text.utf8)
        #expect(hex(bytes.withUnsafeBytes { SHA256.digest(of: $0) }) == digest)
        for cut in 0...bytes.count {
            var hash = SHA256()
            bytes[..<cut].withUnsafeBytes { hash.update($0) }
            bytes[cut...].withUnsafeBytes { hash.update($0) }
            let words = hash.finalize()
            #expect([words.0, words.1, words.2, words.3].map { padded($0) }.joined() == digest)
        }
    }

    private func padded(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @Test func `SHA-512 of the standard's example`() {
        let digest = Array("abc".utf8).withUnsafeBytes { SHA512.digest(of: $0) }
        #expect(
            hex(digest)
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
    }

    /// Of RFC 4231, test cases 2 and 6: a short key, and one that is longer than a block.
    @Test func `HMAC of the RFC's examples`() {
        let (short, long) = (Array("Jefe".utf8), [UInt8](repeating: 0xaa, count: 131))
        let question = Array("what do ya want for nothing?".utf8)
        let larger = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
        #expect(
            hex(short.withUnsafeBytes { HMAC.sha256(question, key: $0) })
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        )
        #expect(
            hex(long.withUnsafeBytes { HMAC.sha256(larger, key: $0) })
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        )
        #expect(
            hex(short.withUnsafeBytes { HMAC.sha512(question, key: $0) })
                == "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        )
    }

    /// Of RFC 7914, section 11.
    @Test(
        arguments: [
            (
                "passwd", "salt", 1,
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                    + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
            ),
            (
                "Password", "NaCl", 80_000,
                "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                    + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
            ),
        ]
    )
    func `PBKDF2 of the RFC's examples`(password: String, salt: String, rounds: Int, key: String) {
        let derived = PBKDF2.sha256(Array(password.utf8), salt: Array(salt.utf8), rounds: rounds, count: 64)
        #expect(hex(derived) == key)
    }
}

internal import Model
internal import NIOSSL
internal import Verification

/// Which certificates of servers are believed, and what it means where one is not.
enum TLSTrust {
    /// Believes certificates that come from those of a file (PEM), and no others, as curl's `--cacert` does.
    ///
    /// - Throws: ``UnreadableAuthority``.
    static func configuration(_ file: String) throws -> TLSConfiguration {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
            throw UnreadableAuthority()
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(certificates)
        return configuration
    }

    /// The file of `ca` is not there, cannot be read, or holds no certificate.
    struct UnreadableAuthority: Error {}

    /// What an error of TLS means; nil for any other.
    static func failure(_ error: any Error, _ probe: ServerProbe) -> ProbeAnswer? {
        switch error {
        case is UnreadableAuthority:
            return .none(
                "the file of `ca` cannot be read as certificates",
                mend: "let `ca` name a readable file of certificates in PEM"
            )
        case NIOSSLError.handshakeFailed(.sslError(let stack))
        where stack.contains(where: { "\($0)".contains("CERTIFICATE_VERIFY_FAILED") }):
            return .none(
                "the server's certificate is not trusted here, or is not valid today",
                mend: probe.authority == nil
                    ? "let `ca` name the certificates that the server's comes from, or have this machine trust them"
                    : "let `ca` name the certificates that the server's comes from, and look at its dates"
            )
        case let error as NIOSSLExtraError
        where error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch:
            return .none(
                "the server's certificate is for another host",
                mend: "let `http` name a host that the certificate is for"
            )
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return .none("the TLS handshake failed", mend: "see that the server speaks TLS 1.2 or newer there")
        default: return nil
        }
    }
}

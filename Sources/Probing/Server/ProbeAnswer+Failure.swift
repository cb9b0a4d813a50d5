internal import Glibc
internal import Model
internal import Verification

extension ProbeAnswer {
    /// What it means, for whoever declared the probe, that no answer came.
    static func failed(_ failure: HTTPFailure, _ probe: ServerProbe) -> ProbeAnswer {
        switch failure {
        case .unsendable: return .none("the request could not be made", fix: "correct `http`")
        case .unknownHost:
            return .none(
                "the host name is unknown",
                fix: "correct the host in `http`, or let this machine find it"
            )
        case .unconnected(0): return .none("no connection could be made")
        case .unconnected(let number): return .none(String(cString: strerror(number)))
        case .closed:
            return .none(
                "the server closed the connection without an answer",
                fix: "look into the server's log, and whether it expects `https` at `http`"
            )
        case .reset: return .none(String(cString: strerror(ECONNRESET)), fix: "look into the server's log")
        case .silent(let stage): return silence(stage, probe)
        case .strange, .incomplete:
            return .none("what came is not an HTTP answer", fix: "see that `http` names an HTTP server's port")
        case .tls(let failure): return distrust(failure, probe)
        }
    }

    private static func silence(_ stage: HTTPFailure.Stage, _ probe: ServerProbe) -> ProbeAnswer {
        let time = "within \(probe.timeout.components.seconds) s"
        switch stage {
        case .name: return .none("the host's name was not found \(time)", fix: "see that this machine's DNS works")
        case .connection:
            return .none("no connection \(time)", fix: "see that the server runs, and that no firewall is in between")
        case .handshake:
            return .none("no TLS handshake \(time)", fix: "see that the server speaks TLS 1.2 or newer there")
        case .answer: return .none("no answer \(time)", fix: "look into the server's log, or raise `timeout`")
        }
    }

    private static func distrust(_ failure: HTTPFailure.TLSFailure, _ probe: ServerProbe) -> ProbeAnswer {
        let authority = "let `ca` name the certificates that the server's comes from"
        let trust = authority + (probe.authority == nil ? ", or have this machine trust them" : "")
        switch failure {
        case .unreadableAuthority:
            return .none(
                "the file of `ca` cannot be read as certificates",
                fix: "let `ca` name a readable file of certificates in PEM"
            )
        case .untrusted: return .none("the server's certificate is not trusted here", fix: trust)
        case .selfSigned:
            return .none("the server's certificate is not trusted here: it is self-signed", fix: trust)
        case .expired: return .none("the server's certificate has expired", fix: "renew the server's certificate")
        case .notYetValid:
            return .none(
                "the server's certificate is not valid yet",
                fix: "compare the clocks of both machines with the certificate's dates"
            )
        case .otherHost:
            return .none(
                "the server's certificate is for another host",
                fix: "let `http` name a host that the certificate is for"
            )
        case .plainText:
            return .none("the server does not speak TLS there", fix: "write `http://` in `http`, or correct the port")
        case .handshake:
            return .none("the TLS handshake failed", fix: "see that the server speaks TLS 1.2 or newer there")
        }
    }
}

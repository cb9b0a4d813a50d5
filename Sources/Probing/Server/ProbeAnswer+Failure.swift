internal import Glibc
internal import Model
internal import Verification

extension ProbeAnswer {
    /// What it means, for whoever declared the probe, that no answer came.
    static func failed(_ failure: HTTPFailure, _ probe: ServerProbe) -> ProbeAnswer {
        switch failure {
        case .unsendable: return .none("the request could not be made", fix: "correct `http`")
        case .unavailable(let reason): return .none("libcurl cannot be loaded: \(reason)", fix: "install libcurl4")
        case .unknownHost:
            return .none(
                "the host name is unknown",
                fix: "correct the host in `http`, or make this machine resolve it"
            )
        case .unconnected(0): return .none("no connection could be made")
        case .unconnected(let number): return .none(String(cString: strerror(number)))
        case .closed:
            return .none(
                "the server closed the connection without an answer",
                fix: "check the server's log, and whether `http` must begin with https://"
            )
        case .reset: return .none(String(cString: strerror(ECONNRESET)), fix: "check the server's log")
        case .silent(let stage): return silence(stage, probe)
        case .strange, .incomplete:
            return .none("the answer is not HTTP", fix: "check that `http` names an HTTP server's port")
        case .tls(let failure): return distrust(failure, probe)
        }
    }

    private static func silence(_ stage: HTTPFailure.Stage, _ probe: ServerProbe) -> ProbeAnswer {
        let time = "within \(probe.timeout.components.seconds) s"
        switch stage {
        case .name: return .none("the host name was not resolved \(time)", fix: "check that this machine's DNS works")
        case .connection:
            return .none(
                "no connection \(time)",
                fix: "check that the server is running, and that no firewall blocks it"
            )
        case .handshake:
            return .none("no TLS handshake \(time)", fix: "check that the server supports TLS 1.2 or newer there")
        case .answer: return .none("no answer \(time)", fix: "check the server's log, or raise `timeout`")
        }
    }

    private static func distrust(_ failure: HTTPFailure.TLSFailure, _ probe: ServerProbe) -> ProbeAnswer {
        let authority = "set `ca` to the certificates of the server's authority"
        let trust = authority + (probe.authority == nil ? ", or make this machine trust them" : "")
        switch failure {
        case .unreadableAuthority:
            return .none(
                "the file of `ca` cannot be read as certificates",
                fix: "set `ca` to a readable PEM file of certificates"
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
                fix: "set `http` to a host that the certificate covers"
            )
        case .plainText:
            return .none("the server does not use TLS there", fix: "write `http://` in `http`, or correct the port")
        case .handshake:
            return .none("the TLS handshake failed", fix: "check that the server supports TLS 1.2 or newer there")
        }
    }
}

/// Why no answer came.
enum HTTPFailure: Error, Hashable {
    /// A header that would not stay one line, or a URL that libcurl cannot take apart.
    case unsendable

    /// libcurl cannot be loaded: why, in the loader's words.
    case unavailable(String)

    /// The host's name leads nowhere.
    case unknownHost

    /// No connection could be made: the `errno`, 0 where there is none.
    case unconnected(Int32)

    /// The connection ended before an answer came.
    case closed

    /// The server reset the connection.
    case reset

    case tls(TLSFailure)

    /// Nothing came in time: what was waited for.
    case silent(Stage)

    /// What came is no HTTP.
    case strange

    /// The answer was cut off where it counts only as a whole.
    case incomplete

    /// How far a question has come.
    enum Stage: Hashable {
        case name
        case connection
        case handshake
        case answer
    }

    /// Why a server's certificate is not believed, or none came.
    enum TLSFailure: Hashable {
        /// The file of authorities is not there, cannot be read, or holds no certificate.
        case unreadableAuthority
        case untrusted
        case selfSigned
        case expired
        case notYetValid
        case otherHost
        /// The server does not speak TLS.
        case plainText
        case handshake
    }
}

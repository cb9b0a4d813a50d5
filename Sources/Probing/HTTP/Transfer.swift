internal import CLibCurl
internal import Glibc
internal import Model

/// A question on its way: a handle of libcurl, and what came of it so far.
///
/// Touched by one thread at a time: whoever makes it, then the one of ``TransferLoop``.
final class Transfer: @unchecked Sendable {
    typealias Continuation = CheckedContinuation<Result<HTTPReply, HTTPFailure>, Never>

    let handle: UnsafeMutableRawPointer
    private let question: HTTPQuestion
    private let receive: @Sendable (UnsafeRawBufferPointer) -> Bool
    private let lines: HeaderLines
    private let note = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// Whoever waits; nil if no one does any more.
    var continuation: Continuation?

    /// When it is given up, or its answer is taken as it is.
    private(set) var deadline = ContinuousClock.now

    private var head = HTTPHead()
    private var hasEnough = false

    /// Sets up the request; nil if there is no memory for one, or libcurl refuses a part of it.
    init?(_ question: HTTPQuestion, receive: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.question = question
        self.receive = receive
        lines = HeaderLines([HTTPQuestion.Header("Connection", "close")] + question.headers)
        note.initialize(repeating: 0)
        guard setUp() else { return nil }
    }

    deinit {
        curl_easy_cleanup(handle)
        note.deallocate()
    }

    /// From now on its time runs.
    func start() { deadline = .now + question.timeout }

    /// What has come of it by its deadline.
    var atDeadline: Result<HTTPReply, HTTPFailure> {
        if question.patience != nil, let reply = head.reply { return .success(reply) }
        return .failure(.silent(stage))
    }

    /// What has come of it when libcurl is done with it.
    func result(_ code: CURLcode) -> Result<HTTPReply, HTTPFailure> {
        guard let reply = head.reply else { return .failure(failure(code) ?? .strange) }
        // Many servers end streams without manners.
        if code == CURLE_OK || hasEnough || question.patience != nil { return .success(reply) }
        return .failure(.incomplete)
    }

    // MARK: Options of libcurl

    /// Nothing is followed, remembered or read from elsewhere: no redirects, cookies, `.netrc` or proxies.
    ///
    /// A connection is made for each question, since a used one may be closed already, or belong to someone whom the server let in.
    private func setUp() -> Bool {
        let milliseconds = min(max(1, question.timeout / .milliseconds(1)), 86_400_000)
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FRESH_CONNECT, 1), (CURLOPT_FORBID_REUSE, 1), (CURLOPT_PATH_AS_IS, 1),
            (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SSL_SESSIONID_CACHE, 0), (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)), (CURLOPT_CONNECTTIMEOUT_MS, Int(milliseconds)),
        ]
        let context = Unmanaged.passUnretained(self).toOpaque()
        return numbers.allSatisfy { keyturn_curl_set_number(handle, $0, $1) == CURLE_OK }
            && [(CURLOPT_URL, question.url), (CURLOPT_CUSTOMREQUEST, question.method), (CURLOPT_PROXY, "")]
                .allSatisfy { keyturn_curl_set_text(handle, $0, $1) == CURLE_OK }
            && keyturn_curl_allow_http_alone(handle) == CURLE_OK
            && keyturn_curl_set_pointer(handle, CURLOPT_HTTPHEADER, lines.first) == CURLE_OK
            && keyturn_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, note.baseAddress) == CURLE_OK
            && keyturn_curl_set_pointer(handle, CURLOPT_WRITEDATA, context) == CURLE_OK
            && keyturn_curl_set_pointer(handle, CURLOPT_HEADERDATA, context) == CURLE_OK
            && keyturn_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION, Self.bodyReceiver) == CURLE_OK
            && keyturn_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION, Self.headReceiver) == CURLE_OK
            && keyturn_curl_set_opener(handle, Self.opener) == CURLE_OK
            && setUpBody() && setUpPlace()
    }

    private func setUpBody() -> Bool {
        guard let body = question.body else { return true }
        return body.withBytes { bytes in
            keyturn_curl_set_number(handle, CURLOPT_POSTFIELDSIZE, bytes.count) == CURLE_OK
                && keyturn_curl_set_pointer(
                    handle,
                    CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                ) == CURLE_OK
        }
    }

    private func setUpPlace() -> Bool {
        keyturn_curl_leave_quickly(handle)
        if let socket = question.socket,
            keyturn_curl_set_text(handle, CURLOPT_UNIX_SOCKET_PATH, socket) != CURLE_OK
        {
            return false
        }
        guard let authority = question.authority else { return true }
        // The file's certificates and no others: a folder of trusted ones would be looked into besides.
        return keyturn_curl_set_text(handle, CURLOPT_CAINFO, authority) == CURLE_OK
            && keyturn_curl_set_text(handle, CURLOPT_CAPATH, nil) == CURLE_OK
    }

    // MARK: What libcurl calls

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static var headReceiver: curl_write_callback {
        { bytes, size, count, context in
            guard let bytes, let transfer = Transfer.transfer(context) else { return 0 }
            let wasWhole = transfer.head.isWhole
            guard transfer.head.append(UnsafeRawBufferPointer(start: bytes, count: size * count)) else { return 0 }
            if !wasWhole, transfer.head.isWhole, let patience = transfer.question.patience {
                transfer.deadline = .now + patience
            }
            return size * count
        }
    }

    private static var bodyReceiver: curl_write_callback {
        { bytes, size, count, context in
            guard let bytes, let transfer = Transfer.transfer(context) else { return 0 }
            guard transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) else {
                transfer.hasEnough = true
                return 0
            }
            return size * count
        }
    }

    /// No program that is started meanwhile inherits the socket.
    ///
    /// When it is closed the connection is over at once: tens of
    /// thousands of questions would use up the ports of this machine, each of which rests for a minute otherwise.
    private static var opener: curl_opensocket_callback {
        { _, _, address in
            guard let address = address?.pointee else { return CURL_SOCKET_BAD }
            let number = socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
            if number >= 0, address.family != AF_UNIX {
                var over = linger(l_onoff: 1, l_linger: 0)
                setsockopt(number, SOL_SOCKET, SO_LINGER, &over, socklen_t(MemoryLayout<linger>.size))
            }
            return number
        }
    }
}

// MARK: Why nothing came

extension Transfer {
    private var stage: HTTPFailure.Stage {
        if question.socket == nil, keyturn_curl_time(handle, CURLINFO_NAMELOOKUP_TIME_T) == 0 { return .name }
        if keyturn_curl_time(handle, CURLINFO_CONNECT_TIME_T) == 0 { return .connection }
        let isEncrypted = question.url.lowercased().hasPrefix("https:")
        return isEncrypted && keyturn_curl_time(handle, CURLINFO_APPCONNECT_TIME_T) == 0 ? .handshake : .answer
    }

    /// Nil for success, and for what says no more than that something came.
    private func failure(_ code: CURLcode) -> HTTPFailure? {
        let number = Int32(truncatingIfNeeded: keyturn_curl_number(handle, CURLINFO_OS_ERRNO))
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_FAILED_INIT: return .unsendable
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .unknownHost
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: return .unconnected(number)
        case CURLE_OPERATION_TIMEDOUT: return .silent(stage)
        case CURLE_GOT_NOTHING: return .closed
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
            return number == ECONNRESET || number == EPIPE ? .reset : .closed
        case CURLE_SSL_CACERT_BADFILE: return .tls(.unreadableAuthority)
        case CURLE_PEER_FAILED_VERIFICATION: return .tls(untrusted)
        case CURLE_SSL_CONNECT_ERROR:
            if number == ECONNRESET { return .reset }
            let words = note.baseAddress.map { String(cString: $0) } ?? ""
            let isPlain = ["wrong version number", "unknown protocol", "packet length too long"]
                .contains { words.contains($0) }
            return .tls(isPlain ? .plainText : .handshake)
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_ISSUER_ERROR:
            return .tls(.handshake)
        default: return nil
        }
    }

    /// By the numbers of X.509 in OpenSSL's `x509_vfy.h`; where libcurl itself compares the host it leaves "unspecified".
    private var untrusted: HTTPFailure.TLSFailure {
        switch keyturn_curl_number(handle, CURLINFO_SSL_VERIFYRESULT) {
        case 0, 1, 62: .otherHost
        case 9: .notYetValid
        case 10: .expired
        case 18: .selfSigned
        default: .untrusted
        }
    }
}

internal import CLibCurl
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Performs many transfers in parallel, on one thread, which exists only while there is something to do.
final class TransferLoop: Sendable {
    /// libcurl is loaded and set up when the first question is asked: most commands ask none.
    static let shared = TransferLoop()

    /// How many connections are open at once; what is more waits for its turn.
    private static let most = 64

    private struct State {
        var waiting: [Transfer] = []
        var isRunning = false
    }

    private let state = Mutex(State())

    /// Why libcurl cannot be loaded, in the loader's words; nil if it can.
    private let problem: String?

    /// Nil if libcurl cannot be used at all.
    nonisolated(unsafe) private let multi: UnsafeMutableRawPointer?
    private let queue = DispatchQueue(label: "keyturn.http")

    private init() {
        problem = keyturn_curl_load().map { String(cString: $0) }
        let isUsable = problem == nil && curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
        multi = isUsable ? curl_multi_init() : nil
    }

    /// Asks, and hands over the body part by part until the receiver has had enough.
    ///
    /// The receiver is called on another thread, and must not wait for anything.
    func ask(
        _ question: HTTPQuestion,
        receive: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool
    ) async throws(HTTPFailure) -> HTTPReply {
        if let problem { throw .unavailable(problem) }
        guard question.isSendable, multi != nil, let transfer = Transfer(question, receive: receive) else {
            throw .unsendable
        }
        let result = await withCheckedContinuation { continuation in
            transfer.continuation = continuation
            enqueue(transfer)
        }
        return try result.get()
    }

    private func enqueue(_ transfer: Transfer) {
        let starts = state.withLock { state in
            state.waiting.append(transfer)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if starts { queue.async { self.run() } } else if let multi { curl_multi_wakeup(multi) }
    }

    // MARK: On the thread

    private func run() {
        guard let multi else { return }
        var active: [UnsafeMutableRawPointer: Transfer] = [:]
        var waiting: [Transfer] = []
        while takeUp(&waiting, &active, multi) {
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            while let message = curl_multi_info_read(multi, &count)?.pointee {
                guard message.msg == CURLMSG_DONE, let transfer = active[message.easy_handle] else { continue }
                end(transfer, &active, multi, transfer.result(message.data.result))
            }
            let now = ContinuousClock.now
            for transfer in Array(active.values) where transfer.deadline <= now {
                end(transfer, &active, multi, transfer.atDeadline)
            }
            let next = active.values.lazy.map(\.deadline).min().map { $0 - now } ?? .zero
            let milliseconds = min(max(0, next / .milliseconds(1) + 1), 1_000)
            curl_multi_poll(multi, nil, 0, active.isEmpty ? 0 : Int32(milliseconds), nil)
        }
    }

    /// Starts what has its turn.
    ///
    /// - Returns: whether there is anything to do; where not, the next question starts a thread of its own.
    private func takeUp(
        _ waiting: inout [Transfer],
        _ active: inout [UnsafeMutableRawPointer: Transfer],
        _ multi: UnsafeMutableRawPointer
    ) -> Bool {
        let isBusy = state.withLock { state in
            waiting += state.waiting
            state.waiting = []
            state.isRunning = !(waiting.isEmpty && active.isEmpty)
            return state.isRunning
        }
        let started = waiting.prefix(max(0, Self.most - active.count))
        waiting.removeFirst(started.count)
        for transfer in started {
            transfer.start()
            active[transfer.handle] = transfer
            if curl_multi_add_handle(multi, transfer.handle) != CURLM_OK {
                end(transfer, &active, multi, .failure(.unsendable))
            }
        }
        return isBusy
    }

    private func end(
        _ transfer: Transfer,
        _ active: inout [UnsafeMutableRawPointer: Transfer],
        _ multi: UnsafeMutableRawPointer,
        _ result: Result<HTTPReply, HTTPFailure>
    ) {
        if active.removeValue(forKey: transfer.handle) != nil { curl_multi_remove_handle(multi, transfer.handle) }
        transfer.continuation?.resume(returning: result)
        transfer.continuation = nil
    }
}

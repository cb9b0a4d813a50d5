internal import Diagnostics
internal import Glibc
internal import Model
internal import Verification

/// A process of this machine, seen through `/proc`.
struct LocalProcess {
    let id: Int32

    /// A kernel gives a process far less than this for its environment.
    private static let largestEnvironment = 8 << 20

    init(id: Int32) { self.id = id }

    /// From a file that holds the id.
    init(idFile path: String) throws(Obstacle) {
        let shown = PlainText.line(path)
        let text: String
        do throws(BoundedFile.Failure) {
            text = try BoundedFile.text(path, atMost: 64)
        } catch {
            if error.number == ENOENT { throw .notRunning("\(shown) does not exist") }
            throw .unreadable("\(shown) cannot be read: \(error.words)")
        }
        let digits = text.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
        guard let id = Int32(digits), id > 0 else { throw .notRunning("\(shown) holds no process id") }
        self.id = id
    }

    /// What it holds in the variables.
    func instance(
        _ kind: ConsumerInstance.Kind,
        _ name: String,
        _ variables: [ConsumerVariable]
    ) throws(Obstacle) -> ConsumerInstance {
        let state = try state()
        guard !state.isEnded else { throw .notRunning("process \(id) has ended") }
        let environment = try environment()
        var values: [ConsumerVariable: HeldValue] = [:]
        for variable in variables { values[variable] = value(of: variable, in: environment) }
        return ConsumerInstance(kind: kind, name: PlainText.line(name), since: state.startedAt, values: values)
    }

    private func environment() throws(Obstacle) -> Secret {
        let environment: Secret
        do throws(BoundedFile.Failure) {
            environment = try BoundedFile("/proc/\(id)/environ").read(atMost: Self.largestEnvironment)
        } catch {
            throw obstacle(error)
        }
        guard environment.count > 0 else {
            throw .unreadable("process \(id) shows no environment: it has none, or overwrote it")
        }
        return environment
    }

    private func obstacle(_ failure: BoundedFile.Failure) -> Obstacle {
        switch failure.number {
        case ENOENT, ESRCH: return .notRunning("no process \(id)")
        case EACCES, EPERM:
            var status = stat()
            let owner = stat("/proc/\(id)", &status) == 0 ? " (uid \(status.st_uid))" : ""
            return .unreadable(
                "process \(id) belongs to another user\(owner), so its environment cannot be read",
                fix: "run verify as that user, or as root"
            )
        default: return .unreadable("the environment of process \(id) cannot be read: \(failure.words)")
        }
    }

    private func value(of variable: ConsumerVariable, in environment: Secret) -> HeldValue {
        environment.withBytes { bytes in
            let name = Array(variable.name.utf8) + [UInt8(ascii: "=")]
            // Of two with one name the first counts, for getenv as for us.
            for entry in bytes.split(separator: 0) where entry.starts(with: name) {
                let value = UnsafeRawBufferPointer(rebasing: bytes[entry.startIndex + name.count..<entry.endIndex])
                return HeldValue(value, of: variable) { file(at: $0) }
            }
            return .missing
        }
    }

    /// The file as the process sees it: in its own root.
    private func file(at path: String) -> HeldFile {
        do throws(BoundedFile.Failure) {
            let file = try BoundedFile("/proc/\(id)/root\(path)")
            guard try file.status.st_mode & S_IFMT == S_IFREG else { return .unreadable("it is not a regular file") }
            return try file.read(atMost: HeldFile.largest).withBytes { HeldFile(content: $0) }
        } catch {
            return error.number == ENOENT || error.number == ENOTDIR ? .missing : .unreadable(error.words)
        }
    }
}

extension LocalProcess {
    struct State: Equatable {
        /// Ended, and not yet waited for.
        let isEnded: Bool
        let startedAt: Instant?
    }

    private func state() throws(Obstacle) -> State {
        do throws(BoundedFile.Failure) {
            let text = try BoundedFile.text("/proc/\(id)/stat")
            return Self.state(stat: text, ticks: Int64(sysconf(Int32(_SC_CLK_TCK))), bootedAt: Self.bootedAt)
        } catch {
            throw obstacle(error)
        }
    }

    /// Reads the state and, the twentieth word behind the name, the start in ticks since the machine was booted.
    ///
    /// The name is in parentheses and may hold anything, spaces and parentheses too.
    static func state(stat: String, ticks: Int64, bootedAt: Instant) -> State {
        let words = stat[(stat.lastIndex(of: ")").map { stat.index(after: $0) } ?? stat.endIndex)...]
            .split(separator: " ")
        let start = words.count > 19 && ticks > 0 ? Int64(words[19]) : nil
        return State(
            isEnded: ["Z", "X"].contains(words.first ?? "X"),
            startedAt: start.map { bootedAt + .microseconds($0 * (1_000_000 / ticks)) }
        )
    }

    /// By two clocks rather than by `btime`, which has no more than seconds and does not follow the clock when it is set.
    private static var bootedAt: Instant {
        func now(_ clock: clockid_t) -> Int64 {
            var time = timespec()
            clock_gettime(clock, &time)
            return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
        }
        return Instant(microseconds: now(CLOCK_REALTIME) - now(CLOCK_BOOTTIME))
    }
}

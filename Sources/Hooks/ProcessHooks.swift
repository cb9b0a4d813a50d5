internal import Diagnostics
internal import Glibc
internal import Model
internal import Subprocess
internal import Synchronization

/// Runs hooks as processes of this machine, without any shell.
///
/// A hook leads a session of its own: a Ctrl-C at the terminal is for keyturn, which lets what was begun finish. It reads
/// nothing. When its process has ended it is over, whatever it left behind in the background.
package struct ProcessHooks: HookRunner {
    /// From SIGTERM to SIGKILL.
    private static let grace = Duration.seconds(5)

    /// Between two looks at whether a process has ended.
    private static let poll = Duration.milliseconds(20)

    package init() {}

    /// The groups of the commands that run now.
    private static let running = Mutex<Set<pid_t>>([])

    /// Asks every command that runs to end: for a process that is about to end itself and will not wait for them.
    package static func endAll() {
        for leader in running.withLock({ $0 }) { ProcessGroup(leader: leader).send(SIGTERM) }
    }

    package func run(_ call: HookCall) async -> HookOutcome {
        let hook = call.hook
        guard let program = hook.arguments.first, !program.isEmpty else {
            return .failed(.notStarted(reason: "it names no program"), output: "")
        }
        let surroundings = HookEnvironment(for: call)
        let finder = SecretFinder(call.secrets, hidden: surroundings.hidden)
        let output = Mutex(HookOutput())
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace)
        ]
        do {
            let result = try await Subprocess.run(
                Self.executable(program, in: hook.folder),
                arguments: Arguments(
                    executablePathOverride: program,
                    remainingValues: Array(hook.arguments.dropFirst())
                ),
                environment: Self.environment(surroundings.variables),
                workingDirectory: Self.path(hook.folder),
                platformOptions: options,
                input: .none,
                output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                let group = ProcessGroup(leader: execution.processIdentifier.value)
                _ = Self.running.withLock { $0.insert(group.leader) }
                defer { _ = Self.running.withLock { $0.remove(group.leader) } }
                return await Self.isInTime(group, hook.timeout) {
                    // Ends with an error where a process in the background holds the pipe when the hook has ended.
                    try? await Self.read(execution.standardOutput) { bytes in output.withLock { $0.append(bytes) } }
                }
            }
            let shown = output.withLock { $0.take() }.shown(without: finder)
            guard result.closureResult else { return .failed(.timedOut(after: hook.timeout), output: shown) }
            return switch result.terminationStatus {
            case .exited(0): .succeeded(output: shown)
            case .exited(let code): .failed(.exited(Int(code)), output: shown)
            case .signaled(let number): .failed(.signalled(Int(number)), output: shown)
            }
        } catch {
            return .failed(.notStarted(reason: Self.reason(error, hook)), output: "")
        }
    }

    /// Reads, and waits for the process to end; a group that takes too long is ended.
    ///
    /// - Returns: whether the process ended by itself.
    private static func isInTime(
        _ group: ProcessGroup,
        _ timeout: Duration,
        reading: @escaping @Sendable () async -> Void
    ) async -> Bool {
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                await reading()
                // A hook may close its output long before it ends.
                while !group.hasLeaderEnded, !Task.isCancelled { try? await Task.sleep(for: poll) }
                return true
            }
            tasks.addTask {
                try? await Task.sleep(for: timeout)
                return false
            }
            let isInTime = await tasks.next() ?? true
            if isInTime {
                tasks.cancelAll()
            } else {
                await end(group)
            }
            return isInTime
        }
    }

    private static func end(_ group: ProcessGroup) async {
        group.send(SIGTERM)
        let limit = ContinuousClock.now + grace
        while group.isRunning, ContinuousClock.now < limit, !Task.isCancelled { try? await Task.sleep(for: poll) }
        group.send(SIGKILL)
        // So that it is over when it is said to be; what the kernel itself holds up is not waited for.
        let end = ContinuousClock.now + .seconds(1)
        while group.isRunning, ContinuousClock.now < end, !Task.isCancelled { try? await Task.sleep(for: poll) }
    }

    private static func read(
        _ output: SubprocessOutputSequence,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) async throws {
        for try await buffer in output { buffer.withUnsafeBytes { body($0) } }
    }

    /// With a slash it is a path, from the folder of the environment files; without, it is looked for in `PATH`.
    private static func executable(_ program: String, in folder: String) -> Executable {
        guard program.utf8.contains(UInt8(ascii: "/")) else { return .name(program) }
        return .path(path(program.hasPrefix("/") ? program : "\(folder)/\(program)"))
    }

    /// The type is swift-system's, on which nothing of Keyturn's depends: it is never named here.
    private static func path<Path: ExpressibleByStringLiteral>(
        _ text: String
    ) -> Path where Path.StringLiteralType == String {
        Path(stringLiteral: text)
    }

    private static func environment(_ variables: [String: String]) -> Subprocess.Environment {
        let pairs = variables.map { (Subprocess.Environment.Key(stringLiteral: $0.key), $0.value) }
        return .custom(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    /// What kept a hook from being started, or from being followed to its end.
    private static func reason(_ error: any Error, _ hook: Hook) -> String {
        let (program, shown) = (hook.arguments.first ?? "", hook.written.first ?? "")
        let failure = error as? SubprocessError
        let why = failure?.underlyingError.map { ": \(String(describing: $0))" } ?? ""
        let path = program.hasPrefix("/") ? program : "\(hook.folder)/\(program)"
        let words =
            if failure?.code == .failedToChangeWorkingDirectory || !isFolder(hook.folder) {
                "the folder \(hook.folder) cannot be entered"
            } else if failure?.code == .executableNotFound, !program.utf8.contains(UInt8(ascii: "/")) {
                "\(shown) is not in PATH"
            } else if failure?.code == .executableNotFound {
                "\(shown) cannot be run: \(objection(to: path))"
            } else {
                "\(shown) cannot be run\(why)"
            }
        return PlainText.line(words)
    }

    /// The library tells one reason for all that a program cannot be started for.
    private static func objection(to path: String) -> String {
        if isFolder(path) { return "it is a folder" }
        if access(path, X_OK) != 0 { return String(cString: strerror(errno)) }
        return "it is not a program, or its interpreter is missing"
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

internal import Subprocess

/// Starts the binary with a clean environment, no standard input, and pipes for what it says.
struct Launch: Sendable {
    let arguments: [String]
    let folder: String
    let variables: [String: String]

    /// A command that starts the binary in another way, such as under `strace`; the binary and its arguments follow it.
    var wrapper: [String] = []

    /// More than any test lets the binary say.
    private static let mostOutput = 64 << 20

    /// Runs to the end; `started` is told the process's number as soon as there is one.
    func run(_ started: @Sendable (Int32) -> Void = { _ in }) async throws -> Run {
        let result = try await Subprocess.run(
            .name("env"),
            // `env` is replaced by the wrapper, the wrapper by the binary: the number is the binary's.
            arguments: Arguments(["-C", folder] + wrapper + [Binary.path] + arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables.map { (.init(stringLiteral: $0), $1) })),
            input: .none,
            output: .string(limit: Self.mostOutput),
            error: .string(limit: Self.mostOutput)
        ) { execution in
            started(execution.processIdentifier.value)
        }
        return Run(
            arguments: arguments,
            termination: result.terminationStatus,
            output: result.standardOutput,
            errors: result.standardError
        )
    }
}

/// A run that continues while the test does something else.
struct StartedRun: Sendable {
    /// The binary's process; end only this one.
    let process: Int32
    private let task: Task<Run, any Error>

    init(_ body: @escaping @Sendable (@escaping @Sendable (Int32) -> Void) async throws -> Run) async throws {
        let (numbers, continuation) = AsyncStream.makeStream(of: Int32.self)
        task = Task {
            defer { continuation.finish() }
            return try await body { continuation.yield($0) }
        }
        var first: Int32?
        for await number in numbers {
            first = number
            break
        }
        guard let first else {
            _ = try await task.value
            throw TestFailure("the process ended before it was known")
        }
        process = first
    }

    /// Waits for its end.
    func finish() async throws -> Run { try await task.value }
}

/// What a test cannot continue without.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

internal import Glibc

/// Runs programs that tests need around them.
///
/// By `posix_spawn` and not by Foundation's `Process`, which learns of a child's end by a socket that a server started
/// by the child holds open forever.
package enum TestProcess {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Runs to the end.
    ///
    /// - Returns: what it wrote, errors too.
    @discardableResult
    package static func run(_ command: [String]) throws -> String {
        // Into a file: the write end of a pipe would live on in a server that the command starts.
        let folder = try TemporaryFolder()
        let output = open(folder("output"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw Failure(description: "\(folder.path) cannot be written") }
        defer { close(output) }
        let process = try spawn(command, input: nil, output: output)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let text = contents(output)
        guard status == 0 else {
            throw Failure(description: "\(command.joined(separator: " ")) failed: \(text)")
        }
        return text
    }

    /// Starts a shell that waits until this process ends, however it ends, and then runs a script.
    ///
    /// The end of its standard input tells it: the other end of the pipe is open in this process alone.
    static func startWatchdog(_ script: String) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw Failure(description: "no pipe")
        }
        defer { close(ends[0]) }
        _ = try spawn(
            ["sh", "-c", "trap '' INT TERM HUP; cat > /dev/null; \(script)"],
            input: ends[0],
            output: nil
        )
    }

    /// Starts a program with these descriptors as its standard input, and its standard output and error; nil for none.
    private static func spawn(_ command: [String], input: Int32?, output: Int32?) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, source) in [(Int32(0), input), (1, output), (2, output)] {
            if let source {
                posix_spawn_file_actions_adddup2(&actions, source, descriptor)
            } else {
                posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
            }
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, command[0], &actions, nil, &arguments, environ)
        guard code == 0 else {
            throw Failure(description: "\(command[0]) does not start: \(String(cString: strerror(code)))")
        }
        return process
    }

    private static func contents(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, off_t(bytes.count))
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}

import Foundation
import TestSupport

/// A process of a test's own, with an environment of its own, ended with the last reference to it.
final class ConsumerProcess {
    let id: pid_t

    /// A shell that waits for nothing; `environment` is all that it has.
    init(_ environment: [String: String], _ command: [String] = ["sleep", "3600"]) throws {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, command[0], nil, nil, &arguments, &variables)
        guard code == 0 else { throw TestProcess.Failure(description: "\(command[0]) does not start") }
        id = process
        // The kernel shows an environment a moment after the program was started.
        while !environment.isEmpty,
            (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(id)/environ")))?.isEmpty ?? false
        {
            usleep(1_000)
        }
    }

    /// Ends it and waits for it, so that its id is no one's.
    func end() {
        kill(id, SIGKILL)
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
    }

    deinit { end() }
}

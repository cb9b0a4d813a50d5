internal import Diagnostics
internal import Glibc

/// What the system must give to a run, looked at before anything is begun: without it the run would stop half-way, or
/// hang.
enum ProcessLimits {
    /// What a run has open besides its environments, and for each of them: connections, folders, files, pipes.
    private static let descriptors = (alone: 48, each: 24)

    /// At least as many threads as a run has beside those for its environments.
    private static let threads = 16

    /// What a small run maps, over what is mapped when it begins.
    private static let addressSpace = 256 << 20

    /// What is missing; empty where nothing is.
    ///
    /// The limit of open files is raised as far as needed, and allowed.
    static func problems(environments: Int) -> [Diagnostic] {
        [openFiles(environments), nullDevice, processes, runnable, memory].compactMap(\.self)
    }

    private static func openFiles(_ environments: Int) -> Diagnostic? {
        let needed = rlim_t(descriptors.alone + environments * descriptors.each)
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < needed else { return nil }
        let found = limit.rlim_cur
        limit.rlim_cur = min(needed, limit.rlim_max)
        if setrlimit(resource, &limit) == 0, limit.rlim_cur == needed { return nil }
        return problem(
            .limitTooLow,
            "only \(max(found, limit.rlim_cur)) files can be open at once; \(needed) are needed",
            fix: "raise the limit: ulimit -n \(needed), or LimitNOFILE= of the systemd unit"
        )
    }

    private static var nullDevice: Diagnostic? {
        let descriptor = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            return problem(.nullDevice, "/dev/null cannot be opened: \(reason)", fix: "mount /dev where keyturn runs")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFCHR else {
            return problem(.nullDevice, "/dev/null is not a device", fix: "mount /dev where keyturn runs")
        }
        return nil
    }

    /// The library that runs tasks looks there at its own threads, and ends the process where it cannot.
    private static var processes: Diagnostic? {
        guard access("/proc/self/task", R_OK) != 0 else { return nil }
        let reason = String(cString: strerror(errno))
        return problem(.procMissing, "/proc/self cannot be read: \(reason)", fix: "mount /proc where keyturn runs")
    }

    /// Starts some threads at once, and ends them.
    private static var runnable: Diagnostic? {
        let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        defer { gate.deallocate() }
        pthread_mutex_init(gate, nil)
        pthread_mutex_lock(gate)
        var started: [pthread_t] = []
        var failure: Int32 = 0
        while started.count < threads, failure == 0 {
            var thread = pthread_t()
            failure = pthread_create(
                &thread,
                nil,
                { gate in
                    let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self)
                    if let gate {
                        pthread_mutex_lock(gate)
                        pthread_mutex_unlock(gate)
                    }
                    return nil
                },
                gate
            )
            if failure == 0 { started.append(thread) }
        }
        pthread_mutex_unlock(gate)
        for thread in started { pthread_join(thread, nil) }
        guard failure != 0 else { return nil }
        return problem(
            .limitTooLow,
            "only \(started.count) of \(threads) threads can be started: \(String(cString: strerror(failure)))",
            fix: "raise the limit of processes: ulimit -u, TasksMax= of the systemd unit, or the container's pids limit"
        )
    }

    private static var memory: Diagnostic? {
        let space = mmap(nil, addressSpace, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard space == MAP_FAILED else {
            munmap(space, addressSpace)
            return nil
        }
        return problem(
            .limitTooLow,
            "less than \(addressSpace >> 20) MiB of address space are left",
            fix: "raise the limit of virtual memory: ulimit -v"
        )
    }

    private static func problem(_ code: CommandCode, _ summary: String, fix: String) -> Diagnostic {
        Diagnostic(.error, code, summary, detail: "Nothing was started.", fix: fix)
    }
}

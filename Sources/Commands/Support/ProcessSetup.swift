internal import CLinux
internal import Diagnostics
internal import Glibc

/// What the process sets for itself before anything else happens.
package enum ProcessSetup {
    /// What a thread's stack has at least, in bytes, whatever `ulimit -s` says: everything but the start runs on threads.
    private static let threadStack = 2 << 20

    package static func apply() {
        forbidDumps()
        keepStandardNumbers()
        keyturn_keep_memory()
        keyturn_widen_stacks(threadStack)
        resetSignals()
        // A reader that went away shows as EPIPE where it matters.
        signal(SIGPIPE, SIG_IGN)
        // libcurl would write there what decrypts its connections.
        unsetenv("SSLKEYLOGFILE")
    }

    /// Takes back what whoever started us ignores or blocks.
    ///
    /// Where SIGCHLD is ignored the kernel reaps children itself, and how a hook ended is lost. Where SIGTERM is blocked no
    /// one can end a run that waits. What else is ignored stays so: see ``EndingSignals``.
    private static func resetSignals() {
        signal(SIGCHLD, SIG_DFL)
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
    }

    /// Ends the process where the system does not give what a run needs.
    package static func requireLimits() {
        let problems = ProcessLimits.problems(environments: 0)
        guard problems.isEmpty else {
            let console = Console(noColor: true, variables: [:])
            console.error(DiagnosticRenderer(sources: SourceTexts(), style: console.errorStyle).render(problems))
            ExitStatus.failed.end()
        }
    }

    /// Gives standard input, output and error a place where whoever started us closed them.
    ///
    /// A file that is opened later would get the number, and what is printed would be written into it. Standard output is
    /// one that cannot be written: a result that no one can have is an error.
    private static func keepStandardNumbers() {
        for (number, access) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(number, F_GETFD) < 0 {
            // The lowest number that is free is this one.
            _ = open("/dev/null", access)
        }
    }

    /// Ends a process whose command came to its end.
    package static func end() -> Never { ExitStatus.done.end() }

    /// Keeps keys out of what a crash leaves behind (promise 3): no core dumps, no reading of this process's memory by
    /// others of the same user, and nothing of Swift's own crash handler, which prints registers and memory.
    private static func forbidDumps() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = keyturn_forbid_dumps()
        for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { signal(number, SIG_DFL) }
    }
}

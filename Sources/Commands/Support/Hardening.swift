internal import CLinux
internal import Glibc

/// Keeps keys out of what a crash leaves behind (promise 3).
///
/// Called once, before anything else.
package enum Hardening {
    package static func apply() {
        // No core dumps, and no reading of this process's memory by others of the same user.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = keyturn_forbid_dumps()
        // Swift's own crash handler prints registers and memory; the default only ends the process.
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { signal(number, SIG_DFL) }
        // A reader that went away shows as EPIPE where it matters.
        signal(SIGPIPE, SIG_IGN)
    }
}

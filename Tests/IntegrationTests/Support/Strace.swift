/// `strace` as a wrapper that makes a system call fail, or kills the binary at it: no change to the binary is needed.
enum Strace {
    /// Every call of this name fails with `error`, such as `ENOSPC`.
    static func failing(_ call: String, _ error: String) -> [String] {
        command(call) + ["-e", "inject=\(call):error=\(error)"]
    }

    /// The process is killed as its `count`th call of one of these begins, counted from 1 in each thread.
    static func killing(at calls: String, _ count: Int) -> [String] {
        command(calls) + ["-e", "inject=\(calls):signal=KILL:when=\(count)"]
    }

    private static func command(_ calls: String) -> [String] {
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)"]
    }
}

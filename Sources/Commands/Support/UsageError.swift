internal import Diagnostics

/// A command line that is wrong, told as every other error is: a code, what is wrong, what to do.
struct UsageError {
    let diagnostic: Diagnostic

    init(_ summary: String, detail: String? = nil, fix: String? = nil) {
        diagnostic = Diagnostic(.error, CommandCode.usage, summary, detail: detail, fix: fix)
    }

    func end(_ console: Console) -> Never {
        console.report(diagnostic)
        ExitStatus.wrongUsage.end()
    }
}

internal import Diagnostics

extension SavedPlanFile {
    /// The saved plan; ends the command where there is none.
    static func readOrEnd(_ path: String, console: Console, asJSON: Bool) -> SavedPlanFile {
        do throws(SavedPlanProblem) {
            return try SavedPlanFile(reading: path)
        } catch {
            error.end(console, asJSON: asJSON)
        }
    }
}

extension SavedPlanProblem {
    /// Tells what is wrong, to programs on standard output, and ends the command.
    func end(_ console: Console, asJSON: Bool) -> Never {
        if asJSON {
            let result: JSONText = ["format_version": "1.0", "diagnostics": [diagnostic].json]
            try? console.output(result)
        } else {
            console.report(diagnostic)
        }
        ExitStatus.failed.end()
    }
}

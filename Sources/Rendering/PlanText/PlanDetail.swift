/// How much of a plan is shown as text.
package struct PlanDetail: Hashable, Sendable {
    /// The lines of files that change (`--diff`).
    package var showsDiffs = false

    /// Every change and note, none folded (`--all`).
    package var showsAll = false

    /// Under each change when the old key ends, and which files are written (`-v`).
    package var isVerbose = false

    /// The summary line alone (`-q`).
    package var isQuiet = false

    package init(showsDiffs: Bool = false, showsAll: Bool = false, isVerbose: Bool = false, isQuiet: Bool = false) {
        self.showsDiffs = showsDiffs
        self.showsAll = showsAll
        self.isVerbose = isVerbose
        self.isQuiet = isQuiet
    }
}

internal import ArgumentParser
internal import Rendering

/// The flags of what shows a plan as text.
struct PlanDetailOptions: ParsableArguments {
    @Flag(help: "Also show the lines of files that change.")
    var diff = false

    @Flag(help: "List every change: fold nothing.")
    var all = false

    /// How much is shown, with what `-v` and `-q` ask for.
    func detail(_ common: CommonOptions) -> PlanDetail {
        PlanDetail(showsDiffs: diff, showsAll: all, isVerbose: common.verbose > 0, isQuiet: common.quiet)
    }
}

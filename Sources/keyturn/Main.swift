internal import Commands
internal import Dispatch

@main
struct Main {
    /// Not `async`: what a run needs of the system is looked at before anything waits for it.
    static func main() {
        ProcessSetup.apply()
        // Scripts ask for it often, and nothing that a run needs is needed for it.
        Keyturn.answerVersion()
        ProcessSetup.requireLimits()
        Task {
            await Keyturn.start()
            ProcessSetup.end()
        }
        dispatchMain()
    }
}

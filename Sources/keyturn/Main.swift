internal import Commands
internal import Dispatch

@main
struct Main {
    /// Not `async`: what a run needs of the system is looked at before anything waits for it.
    static func main() {
        ProcessSetup.apply()
        Task {
            await Keyturn.start()
            ProcessSetup.end()
        }
        dispatchMain()
    }
}

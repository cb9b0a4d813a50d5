internal import Dispatch

/// A thread of its own for one of several pieces of work.
final class ThreadExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "keyturn.environment")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

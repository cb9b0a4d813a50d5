import Glibc

/// Runs every piece of every simulated process, one after the other, on the thread of the scheduler.
///
/// A task that awaits nothing but its turn, and whose children inherit this executor, so goes the same way every time.
final class StepExecutor: TaskExecutor, @unchecked Sendable {
    private let thread = pthread_self()
    private var jobs: [UnownedJob] = []

    func enqueue(_ job: consuming ExecutorJob) {
        precondition(pthread_equal(thread, pthread_self()) != 0, "something simulated left the scheduler's thread")
        jobs.append(UnownedJob(job))
    }

    /// Runs what is ready until everyone waits for a turn.
    func drain() {
        var next = 0
        while next < jobs.count {
            jobs[next].runSynchronously(on: asUnownedTaskExecutor())
            next += 1
        }
        jobs.removeAll(keepingCapacity: true)
    }
}

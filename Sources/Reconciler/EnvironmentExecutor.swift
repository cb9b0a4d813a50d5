internal import Dispatch

/// A thread of its own for the work on one environment.
///
/// Databases and files block. On Swift's shared pool, which has as many threads as the machine has cores, three
/// environments on two cores would wait for each other; here each waits only for its own database.
final class EnvironmentExecutor: TaskExecutor {
    private let queue: DispatchQueue

    init(environment: String) {
        queue = DispatchQueue(label: "keyturn.environment.\(environment)")
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

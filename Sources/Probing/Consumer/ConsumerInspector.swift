internal import Model
package import Verification

/// Looks up what a running consumer really has.
package protocol ConsumerInspector: Sendable {
    /// What each process or container of a consumer holds in the variables, by fingerprints alone.
    ///
    /// Never takes longer than a bounded time; what cannot be read is said, not thrown.
    func inspect(_ question: ConsumerQuestion) async -> ConsumerObservation
}

extension ConsumerInspector {
    /// The checks of all consumers of an identity, looked at side by side, in the order in which they are declared.
    package func check(_ subject: ConsumerSubject) async -> [CheckResult] {
        await withTaskGroup(of: (Int, [CheckResult]).self) { group in
            for (index, consumer) in subject.consumers.enumerated() {
                group.addTask {
                    let question = ConsumerQuestion(consumer, subject.variables, composeFiles: subject.composeFiles)
                    return (index, ConsumerChecks.judge(await inspect(question), of: consumer, subject))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}

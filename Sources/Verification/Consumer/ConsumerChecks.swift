internal import Diagnostics
package import Model
internal import State

/// Judges what consumers really have (`consumer-key`), by fingerprints alone.
package enum ConsumerChecks {
    /// One result for each variable of each process or container; at least one.
    package static func judge(
        _ observation: ConsumerObservation,
        of consumer: Consumer,
        _ subject: ConsumerSubject
    ) -> [CheckResult] {
        guard subject.keys.current != nil else {
            return [
                CheckResult(.consumerKey, .skipped, "\(consumer.words): the database has no live key to compare with")
            ]
        }
        guard !subject.variables.isEmpty else {
            let detail = "\(consumer.words): the key is delivered to no variable, so nothing can be looked up there"
            return [CheckResult(.consumerKey, .skipped, detail)]
        }
        switch observation {
        case .unreadable(let reason, let fix):
            return [CheckResult(.consumerKey, .unknown, "\(consumer.words): \(reason)", fix: fix)]
        case .notRunning(let reason):
            let fix = "start it, or correct `consumer`"
            return [CheckResult(.consumerKey, .fail, "\(consumer.words): \(reason)", fix: fix)]
        case .running(let instances):
            return instances.flatMap { judge($0, subject) }
        }
    }

    /// A variable that is not there is ignored where another one holds something and the service is not known: it may
    /// be for someone else.
    private static func judge(_ instance: ConsumerInstance, _ subject: ConsumerSubject) -> [CheckResult] {
        var expected = subject.variables.filter { $0.concerns(instance.service) }
        if expected.isEmpty {
            let service = instance.service ?? ""
            let detail = "\(instance.name): nothing is delivered to its service \(service)"
            return [CheckResult(.consumerKey, .skipped, PlainText.line(detail))]
        }
        if instance.service == nil {
            let held = expected.filter { instance.values[$0, default: .missing] != .missing }
            if !held.isEmpty { expected = held }
        }
        return expected.map { HeldKeyJudge(instance: instance, variable: $0, subject: subject).result }
    }
}

extension Consumer {
    /// As it is declared: `compose service api`.
    package var words: String {
        switch self {
        case .docker(let container): "container \(PlainText.line(container))"
        case .compose(let service): "compose service \(PlainText.line(service))"
        case .process(.id(let id)): "process \(id)"
        case .process(.file(let path)): "process of \(PlainText.line(path))"
        case .systemd(let unit): "unit \(PlainText.line(unit))"
        }
    }
}

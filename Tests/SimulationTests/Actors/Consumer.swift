import Model

/// One replica of a service: reads its key when it starts, and presents that until it starts again.
struct Consumer {
    let environment: Int
    let path: String
    let variable: String

    var key: Fingerprint?
    var secret: Secret?
    /// When its fragment first stopped holding its key; nil while it does.
    var staleSince: Instant?
    /// A person had put there what it read.
    var isExcused = false
}

extension Simulation {
    /// The consumer uses the key that it has one last time, reads its fragment, and uses what is there.
    func restart(_ index: Int) {
        use(index)
        let consumer = consumers[index]
        let file = environments[consumer.environment].files[consumer.path]
        consumers[index].key = file?.keys[consumer.variable]
        consumers[index].secret = file?.secrets[consumer.variable]
        consumers[index].staleSince = nil
        consumers[index].isExcused = file?.excused.contains(consumer.variable) ?? false || !isDeclared(consumer)
        guard consumers[index].key != nil else {
            // A container without its key does not start; it is tried again.
            return events.add(.restart(consumer: index), at: now + random.seconds(3_600...86_400 * 4))
        }
        use(index)
    }

    /// Whether anyone promises that what the consumer reads is kept up.
    private func isDeclared(_ consumer: Consumer) -> Bool {
        declarations.environments[consumer.environment].contains {
            !$0.isAbsent && $0.variable == consumer.variable && $0.files.contains(consumer.path)
        }
    }

    /// A file that is declared no more is not kept up for those who read it, until they start again.
    func excuseForsakenConsumers() {
        for index in consumers.indices where !isDeclared(consumers[index]) { consumers[index].isExcused = true }
    }

    /// The server's answer, by the seed's rules.
    private func use(_ index: Int) {
        let consumer = consumers[index]
        guard let key = consumer.key, let secret = consumer.secret else { return }
        let environment = environments[consumer.environment]
        guard !environment.isAway else { return }
        counts.uses += 1
        if let row = environment.row(of: key), environment.rows[row].isAccepted(at: now),
            environment.rows[row].secret == secret
        {
            if writesLastUse { environment.rows[row].change(lastUsedAt: now) }
        } else {
            checkRefusal(consumer, key)
        }
    }

    /// Whoever reads the fragment will restart, at the last moment of the overlap perhaps, or too late.
    func fragmentChanged(_ path: String, in environment: SimulatedEnvironment) {
        for (index, consumer) in consumers.enumerated()
        where consumer.environment == environment.index && consumer.path == path {
            let isStale = environment.files[path]?.keys[consumer.variable] != consumer.key
            guard isStale != (consumer.staleSince != nil) else { continue }
            // A person put back what it once read.
            if environment.files[path]?.excused.contains(consumer.variable) == true, !isStale {
                consumers[index].isExcused = true
            }
            consumers[index].staleSince = isStale ? now : nil
            guard isStale else { continue }
            let overlap = declarations.environments[environment.index].first { $0.variable == consumer.variable }?
                .rotation.overlap.microseconds
            let latest = max(1, (overlap ?? Time.day) / Time.second)
            let delay = random.percent(30) ? Int64(latest) * Time.second : random.seconds(0...Int(latest))
            events.add(.restart(consumer: index), at: now + (random.percent(5) ? delay * 2 : delay))
        }
    }
}

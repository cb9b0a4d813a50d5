internal import Diagnostics
internal import Hooks
internal import Model
internal import Planning
internal import State

extension EnvironmentApplier {
    /// How often a command of `onEnd` is tried: without an audit file no later run sees that it is owed.
    private static let attempts = 3

    /// Commands side by side at most.
    private static let atOnce = 4

    /// Runs the profile's `onEnd` for keys that have ended; `issued` are this run's new keys.
    ///
    /// `texts` is what was in the key's column of rows that this run ended, by their keys. What fails is reported and undoes
    /// nothing.
    func announceEnds(
        of ended: [EndedKey],
        texts: [Fingerprint: [String]],
        beside issued: [NewKey],
        _ outcome: inout EnvironmentOutcome
    ) async {
        guard let profile = view.environment.profile, let hook = profile.onEnd, !ended.isEmpty else { return }
        let names = Set(ended.compactMap(\.identity))
        let identities = view.environment.identities.lazy.map(\.name).filter(names.contains)
        progress(ProgressEvent(environment: site.name, step: .announcingEnds(keys: ended.count)))
        let commands = EndCommand.all(of: hook, for: ended, texts: texts, in: profile.stored)
        for (command, result) in await run(commands, for: Array(identities), beside: issued) {
            switch result {
            case .succeeded(let output):
                outcome.hooksRun += 1
                outcome.announced += command.keys
                progress(ProgressEvent(environment: site.name, step: .announcedEnd(output: output)))
            case .failed(let failure, let output):
                // Another run does not see that it is owed.
                if !outcome.isAudited { outcome.needsSomebody = true }
                outcome.failures.append(
                    .endHookFailed(
                        failure,
                        output: output,
                        hook,
                        command,
                        isOwed: outcome.isAudited,
                        seen: seen,
                        in: view.environment
                    )
                )
            }
        }
    }

    /// A few at once, in their order.
    private func run(
        _ commands: [EndCommand],
        for identities: [String],
        beside issued: [NewKey]
    ) async -> [(EndCommand, HookOutcome)] {
        var results: [(Int, EndCommand, HookOutcome)] = []
        await withTaskGroup(of: (Int, EndCommand, HookOutcome).self) { group in
            var rest = Array(commands.enumerated())[...]
            func start(_ next: (offset: Int, element: EndCommand)) {
                group.addTask { (next.offset, next.element, await attempt(next.element, for: identities, issued)) }
            }
            for _ in 0..<Self.atOnce { if let next = rest.popFirst() { start(next) } }
            while let result = await group.next() {
                results.append(result)
                if let next = rest.popFirst() { start(next) }
            }
        }
        return results.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
    }

    private func attempt(
        _ command: EndCommand,
        for identities: [String],
        _ issued: [NewKey]
    ) async -> HookOutcome {
        guard let hook = command.hook else {
            return .failed(.notStarted(reason: "the content of the key column is unknown"), output: "")
        }
        let call = HookCall(
            after: hook,
            identities: identities,
            in: view,
            newKeys: issued,
            secretVariables: secretVariables
        )
        var outcome = await site.hooks.run(call).without(seen)
        for _ in 1..<Self.attempts {
            guard case .failed(let failure, _) = outcome, failure.mayPass else { break }
            outcome = await site.hooks.run(call).without(seen)
        }
        return outcome
    }
}

extension HookFailure {
    /// Whether the same command may succeed a moment later: a program that is not there will not be.
    fileprivate var mayPass: Bool {
        switch self {
        case .exited, .signalled, .timedOut: true
        case .notStarted: false
        }
    }
}

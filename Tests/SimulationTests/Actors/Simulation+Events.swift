import Model
import Planning
import Reconciler

extension Simulation {
    /// The world on the first day: the seed's state, one key made by hand and shared by all environments, or nothing.
    func begin() {
        if options.isHashed {
            for environment in environments { environment.keepsTexts = random.percent(25) }
        }
        if options.isSalted { drawForms() }
        if options.isCarried { drawEndings() }
        let isShared = random.percent(60)
        let identityCount = random.percent(60) ? 1 : 2
        var drawn = DeclaredIdentity.all[0]
        draw(&drawn)
        writesLastUse = random.percent(80)
        declarations.environments = environments.map { _ in
            DeclaredIdentity.all.prefix(identityCount).map { identity in
                var identity = identity
                identity.rotation = drawn.rotation
                identity.calendar = drawn.calendar
                identity.hook = drawn.hook
                identity.files = random.percent(30) ? ["\(identity.name).env", "all.env"] : ["all.env"]
                return identity
            }
        }
        for environment in environments where random.percent(40) { leaveUndeclaredKeys(in: environment) }
        if isShared { shareOneKey(age: random.seconds(86_400...400 * 86_400)) }
        if options.isSpread { leaveKeysOfPeople() }
        for (environment, identities) in declarations.environments.enumerated() {
            for identity in identities {
                for _ in 0..<(1 + random.below(3)) {
                    consumers.append(
                        Consumer(
                            environment: environment,
                            path: identity.files[random.below(identity.files.count)],
                            variable: identity.variable
                        )
                    )
                    events.add(.restart(consumer: consumers.count - 1), at: now + random.seconds(0...86_400))
                }
            }
        }
        planYear()
    }

    /// What rows hold of keys, and whose peppers are the same.
    private func drawForms() {
        for environment in environments {
            environment.forgetsMarks = options.mutation == .forgetsMarks
            environment.forgetsSalts = options.mutation == .forgetsSalts
            environment.hold(random.pick(RowForm.allCases + [.peppered, .salted, .slow]), pepper: random.below(2))
            guard random.percent(30) else { continue }
            environment.ending = .keyturn(random.pick(EndEnforcement.Means.allCases), isMarked: true)
        }
        hasWrittenEnds = environments.contains(where: \.ending.isByKeyturn)
    }

    /// Who ends replaced keys, and how.
    private func drawEndings() {
        for environment in environments {
            environment.keepsTexts = random.percent(40)
            guard random.percent(85) else { continue }
            environment.ending = .keyturn(
                random.pick(EndEnforcement.Means.allCases),
                isMarked: options.isMarked ?? random.percent(65)
            )
        }
    }

    /// Draws what an identity declares; no key is born with an end where no server enforces one.
    func draw(_ identity: inout DeclaredIdentity) {
        identity.draw(&random)
        if options.isCarried || hasWrittenEnds { identity.changeRotation(expires: .some(nil)) }
        if options.isSpread, random.percent(80) {
            identity.changeRotation(firstWithin: .some(.seconds(random.pick([5, 14, 30]) * 86_400)))
        }
    }

    /// One key, made by hand, for the first identity of every environment.
    func shareOneKey(age: Int64) {
        lastKey += 1
        let shared = key(lastKey)
        for environment in environments {
            let identity = declarations.environments[environment.index][0]
            environment.owners = [identity.owner]
            insertByHand(shared, of: identity, in: environment, createdAt: now + -age)
            let others = environment.files["all.env"] == nil ? "" : "# mine\nLOG_LEVEL=debug\n"
            let text =
                others + shared.withBytes { identity.variable + "=" + String(decoding: $0, as: UTF8.self) + "\n" }
            for path in identity.files { save(Secret(text: text), at: path, in: environment, isExcused: false) }
        }
    }

    /// Keys that no one declares: one of a declared owner, one of someone else.
    private func leaveUndeclaredKeys(in environment: SimulatedEnvironment) {
        for owner in [DeclaredIdentity.all[0].owner.id, OwnerID("00000000-0000-0000-0000-0000000000ff")].compactMap(
            \.self
        ) {
            lastKey += 1
            lastRow += 1
            let row = KeyRow(
                id: "undeclared-\(lastRow)",
                owner: owner,
                name: "Old script",
                plaintext: key(lastKey),
                isActive: true,
                expiresAt: nil,
                createdAt: now,
                lastUsedAt: nil
            )
            environment.rows.append(SimulatedRow(row: row, issuedBy: nil))
            environment.known.insert(row.fingerprint)
        }
        save(Secret(text: "# mine\nLOG_LEVEL=debug\n"), at: "all.env", in: environment)
    }

    /// What is known beforehand; the rest follows from what happens.
    private func planYear() {
        let days = options.days
        for day in stride(from: 0, to: days, by: 28) {
            events.add(.job, at: now + Int64(day) * Time.day + random.seconds(0...2 * 86_400))
        }
        if options.isSpread {
            for day in 0..<40 { events.add(.job, at: now + Int64(day) * Time.day + random.seconds(0...3_600)) }
        }
        func scatter(_ count: Int, _ event: (inout SplitMix) -> Event) {
            for _ in 0..<count { events.add(event(&random), at: now + random.seconds(0...days * 86_400)) }
        }
        let last = environments.count
        scatter(10) { _ in .operatorActs }
        if options.isFed { scatter(days / 10) { _ in .databaseIsFed } }
        if options.isSalted { scatter(4) { .folderIsCopied(environment: $0.below(last)) } }
        if options.isHashed || options.isSalted || options.isCarried {
            scatter(4) { .folderLeaves(environment: $0.below(last)) }
            scatter(1) { .databaseIsRestored(environment: $0.below(last)) }
            scatter(3) { .leftoversAreLost(environment: $0.below(last)) }
        }
        if options.hasConditions { scatter(days / 20) { .conditionComes(environment: $0.below(last)) } }
        if options.judgesIsolation { scatter(days / 6) { _ in .isolationIsJudged } }
        if options.isHindered { scatter(days / 5) { .fileIsHindered(environment: $0.below(last)) } }
        scatter(3) { .databaseLeaves(environment: $0.below(last)) }
        scatter(3) { .clockJumps(machine: $0.below(2)) }
        scatter(2) { .diskFills(environment: $0.below(last)) }
        scatter(2) { _ in .powerCut }
        scatter(5) { [consumers] in .restart(consumer: $0.below(consumers.count)) }
    }

    func handle(_ event: Event) {
        switch event {
        case .job: startJob()
        case .restart(let consumer): restart(consumer)
        case .operatorActs: operatorActs()
        case .databaseLeaves(let index):
            guard areFaultsOn else { return }
            trace.add(now.microseconds, environment: index, "database goes away")
            environments[index].isAway = true
            // Its connections are gone, and so are the locks that they held.
            environments[index].lockHolder = nil
            for run in active { run.isUndisturbed = false }
            events.add(.databaseReturns(environment: index), at: now + random.seconds(60...12 * 3_600))
            events.add(.job, at: now + random.seconds(1...3_600))
        case .databaseReturns(let index):
            trace.add(now.microseconds, environment: index, "database is back")
            environments[index].isAway = false
        case .clockJumps(let machine):
            // A few minutes, hours, or years: a clock without a battery begins in 1970.
            let jump =
                switch random.below(4) {
                case 0: random.seconds(60...240)
                case 1: 365 * Time.day
                case 2: now.microseconds
                default: random.seconds(600...6 * 3_600)
                }
            clockErrors[machine] = random.percent(50) ? jump : -jump
            trace.add(now.microseconds, "clock jumps", machine + 1)
            for run in active { run.isUndisturbed = false }
            events.add(.clockIsRepaired(machine: machine), at: now + random.seconds(600...3 * 86_400))
            events.add(.job, at: now + random.seconds(1...3_600))
        case .clockIsRepaired(let machine):
            trace.add(now.microseconds, "clock is right again", machine + 1)
            clockErrors[machine] = 0
            for run in active { run.isUndisturbed = false }
        case .diskFills(let index):
            environments[index].isFull = true
            events.add(.diskHasRoom(environment: index), at: now + random.seconds(3_600...4 * 86_400))
        case .diskHasRoom(let index): environments[index].isFull = false
        case .databaseIsFed: feedDatabase()
        case .folderLeaves(let index): unmount(environments[index])
        case .folderReturns(let index): mount(environments[index])
        case .folderIsCopied(let index): useCopy(of: environments[index])
        case .databaseIsRestored(let index): restoreDatabase(of: environments[index])
        case .leftoversAreLost(let index): loseLeftovers(in: environments[index])
        case .fileIsHindered(let index): hinderFile(in: environments[index])
        case .fileIsFree(let index, let path): freeFile(path, in: environments[index])
        case .conditionComes(let index): addCondition(to: environments[index])
        case .conditionGoes(let index): dropCondition(of: environments[index])
        case .isolationIsJudged: judgeIsolation()
        case .powerCut: powerCut()
        }
    }

    /// A scheduler that may start a job several times, late, or not at all.
    private func startJob() {
        guard !random.percent(10) else { return trace.add(now.microseconds, "a job is missed") }
        let count = random.percent(85) ? 1 : 2 + random.below(2)
        for _ in 0..<count where active.count < 3 {
            let run = start(
                timeout: random.percent(50) ? .zero : .seconds(30),
                only: random.percent(12) ? random.below(environments.count) : nil,
                random.percent(70)
                    ? Mandate(scope: .unattended)
                    : random.percent(50) && areFoldersThere ? Simulation.attended : .everything
            )
            guard areFaultsOn, random.percent(45) else { continue }
            for _ in 0..<(1 + random.below(2)) {
                let fault = random.pick(Fault.allCases)
                if random.percent(50) {
                    run.faults[1 + random.below(20)] = fault
                } else {
                    run.aimed[random.pick([.stage, .issue, .issue, .rename, .sync, .hook, .end, .readFolder])] = fault
                }
            }
            if random.percent(25) { events.add(.job, at: now + random.seconds(600...36 * 3_600)) }
        }
    }

    /// What was renamed and not synced may be as before; staged files that were not synced may be cut off.
    func powerCut() {
        trace.add(now.microseconds, "power cut")
        for run in active { kill(run) }
        for environment in environments {
            for path in Set(environment.files.keys).union(environment.durable.keys).sorted()
            where environment.files[path]?.content != environment.durable[path]?.content {
                if random.percent(50) {
                    environment.durable[path] = environment.files[path]
                } else {
                    environment.files[path] = environment.durable[path]
                    fragmentChanged(path, in: environment)
                }
            }
            checkFragments(in: environment)
        }
    }
}

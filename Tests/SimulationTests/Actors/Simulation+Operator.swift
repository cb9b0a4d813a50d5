import Model
import Planning

extension Simulation {
    /// A person changes something, by hand or in the YAML.
    func operatorActs() {
        guard areFaultsOn else { return }
        let environment = environments[random.below(environments.count)]
        let identities = declarations.environments[environment.index]
        let identity = identities[random.below(identities.count)]
        let choice = random.below(15)
        trace.add(now.microseconds, environment: environment.index, "operator acts", choice)
        environment.changes += 1
        environment.edits += 1
        environment.completionsSinceEdit = 0
        switch choice {
        case 0: deleteRow(of: identity, in: environment)
        case 1: deactivateRow(of: identity, in: environment)
        case 2: insertKeyOfAnotherEnvironment(identity, environment)
        case 3:
            lastKey += 1
            insertByHand(key(lastKey), of: identity, in: environment, createdAt: now + random.seconds(0...7 * 3_600))
        case 4: editFile(of: identity, in: environment)
        case 5: copyFile(of: identity, into: environment)
        case 6: startByHand(.rotate(reason: "by hand"), identity, environment)
        case 7, 8: revokeByHand(identity, environment)
        case 9, 10: listAsRevoked(identity, environment)
        case 11: toggleAbsence(environment.index)
        default: editYAML(environment.index)
        }
        events.add(.job, at: now + random.seconds(1...2 * 86_400))
    }

    func insertByHand(
        _ secret: Secret,
        of identity: DeclaredIdentity,
        in environment: SimulatedEnvironment,
        createdAt: Instant
    ) {
        let row = KeyRow(
            id: "by-hand-\(lastRow)",
            owner: identity.owner.id,
            name: identity.keyName,
            plaintext: secret,
            isActive: true,
            expiresAt: nil,
            createdAt: createdAt,
            lastUsedAt: nil
        )
        guard environment.row(of: row.fingerprint) == nil else { return }
        lastRow += 1
        if !environment.owners.contains(identity.owner) { environment.owners.append(identity.owner) }
        environment.rows.append(SimulatedRow(row: row, issuedBy: nil))
        environment.known.insert(row.fingerprint)
        environment.changes += 1
    }

    func save(_ content: Secret, at path: String, in environment: SimulatedEnvironment, isExcused: Bool = true) {
        witnessed.subtract(environment.files[path]?.keys.values.map(\.self) ?? [])
        environment.files[path] = SimulatedFile(content, isExcused: isExcused)
        environment.doubtful.remove(path)
        environment.durable[path] = environment.files[path]
        environment.known.formUnion(environment.files[path]?.keys.values.map(\.self) ?? [])
        environment.changes += 1
        fragmentChanged(path, in: environment)
    }

    private func deleteRow(of identity: DeclaredIdentity, in environment: SimulatedEnvironment) {
        let own = environment.rows.indices.filter { identity.owns(environment.rows[$0].row) }
        guard !own.isEmpty else { return }
        let row = environment.rows.remove(at: own[random.below(own.count)])
        // What told that it is shared may be gone; so may the successor of one whose only trace was written over since.
        witnessed.subtract(environment.rows.filter { identity.owns($0.row) }.map(\.fingerprint) + [row.fingerprint])
        excuseFiles(holding: row.fingerprint, in: environment)
    }

    private func deactivateRow(of identity: DeclaredIdentity, in environment: SimulatedEnvironment) {
        let own = environment.rows.indices.filter { identity.owns(environment.rows[$0].row) }
        guard !own.isEmpty else { return }
        let index = own[random.below(own.count)]
        environment.rows[index].change(isActive: false)
        environment.rows[index].isEndedByOperator = true
        // What it replaced is current again, and what told that that one is shared may be gone.
        witnessed.subtract(own.map { environment.rows[$0].fingerprint })
        excuseFiles(holding: environment.rows[index].fingerprint, in: environment)
    }

    /// The key in them was killed by a person; the next run that goes through fixes it.
    func excuseFiles(holding key: Fingerprint, in environment: SimulatedEnvironment) {
        for path in environment.files.keys { environment.files[path]?.excuse(holding: key) }
        guard let hidden = environment.aside?.files.keys else { return }
        for path in hidden { environment.aside?.files[path]?.excuse(holding: key) }
    }

    private func insertKeyOfAnotherEnvironment(_ identity: DeclaredIdentity, _ environment: SimulatedEnvironment) {
        let others = environments.filter { $0.index != environment.index }
        let other = others[random.below(others.count)]
        guard let shared = other.current(of: identity, at: now) else { return }
        insertByHand(shared.secret, of: identity, in: environment, createdAt: now)
    }

    private func editFile(of identity: DeclaredIdentity, in environment: SimulatedEnvironment) {
        // A backup that is put back goes where the others are.
        guard environment.aside == nil else { return }
        let path = identity.files[random.below(identity.files.count)]
        switch random.below(3) {
        case 0:
            witnessed.subtract(environment.files[path]?.keys.values.map(\.self) ?? [])
            environment.files[path] = nil
            environment.durable[path] = nil
            environment.doubtful.remove(path)
            environment.unmovable.remove(path)
            fragmentChanged(path, in: environment)
        case 1: save(Secret(text: "\(identity.variable)=changeme\n"), at: path, in: environment)
        default:
            let own = backups.filter { $0.environment == environment.index && $0.path == path }
            guard !own.isEmpty else { return }
            save(own[random.below(own.count)].content, at: path, in: environment)
        }
    }

    private func copyFile(of identity: DeclaredIdentity, into environment: SimulatedEnvironment) {
        let others = environments.filter { $0.index != environment.index }
        let other = others[random.below(others.count)]
        let path = identity.files[random.below(identity.files.count)]
        guard let file = other.files[path] else { return }
        save(file.content, at: path, in: environment)
    }

    private func editYAML(_ index: Int) {
        let identity = random.below(declarations.environments[index].count)
        switch random.below(4) {
        case 0:
            for changed in declarations.environments.indices {
                for identity in declarations.environments[changed].indices {
                    draw(&declarations.environments[changed][identity])
                }
                declared(again: changed)
            }
        case 1: draw(&declarations.environments[index][identity])
        case 2: editDeliveries(index, identity)
        default: editIdentities(index)
        }
        declared(again: index)
    }

    func declared(again index: Int) {
        declarations.version += 1
        // What has two meanings for one variable may have one for those that are declared now.
        environments[index].doubtful = []
        // Where it stands may not be looked at any more.
        witnessed = []
        excuseForsakenConsumers()
        // What is declared again may have been neglected for long.
        let declared = Set(declarations.environments[index].flatMap(\.files))
        for path in declared { environments[index].files[path]?.excuse() }
    }

    private func editDeliveries(_ index: Int, _ identity: Int) {
        let name = declarations.environments[index][identity].name
        let files = declarations.environments[index][identity].files
        declarations.environments[index][identity].files =
            files.count > 1 ? [files[random.below(2)]] : ["\(name).env", "all.env"]
    }

    private func editIdentities(_ index: Int) {
        let present = declarations.environments[index]
        if present.count > 1 {
            declarations.environments[index].remove(at: random.below(present.count))
        } else if let missing = DeclaredIdentity.all.first(where: { $0.name != present[0].name }) {
            var identity = missing
            identity.rotation = present[0].rotation
            identity.calendar = present[0].calendar
            identity.hook = present[0].hook
            identity.files = ["all.env"]
            declarations.environments[index] = (present + [identity]).sorted { $0.name < $1.name }
        }
    }
}

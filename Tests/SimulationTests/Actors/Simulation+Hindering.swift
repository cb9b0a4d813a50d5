import Fragments
import Model

extension Simulation {
    /// A person does to a fragment what people do to files of theirs: gives it a second name, mounts something on it, makes
    /// it immutable, encrypts it, has a shell source it.
    func hinderFile(in environment: SimulatedEnvironment) {
        let identities = declarations.environments[environment.index]
        let identity = identities[random.below(identities.count)]
        let path = identity.files[random.below(identity.files.count)]
        guard !environment.unmovable.contains(path), !environment.doubtful.contains(path) else { return }
        trace.add(now.microseconds, environment: environment.index, "a file is hindered")
        counts.hindered += 1
        if random.percent(50), environment.files[path] != nil {
            environment.unmovable.insert(path)
        } else {
            save(Secret(text: doubtfulText(identity.variable)), at: path, in: environment)
            environment.doubtful.insert(path)
        }
        environment.changes += 1
        environment.edits += 1
        environment.completionsSinceEdit = 0
        events.add(.job, at: now + random.seconds(1...2 * 86_400))
        events.add(
            .fileIsFree(environment: environment.index, path: path),
            at: now + random.seconds(3_600...20 * 86_400)
        )
    }

    func freeFile(_ path: String, in environment: SimulatedEnvironment) {
        environment.unmovable.remove(path)
        if environment.doubtful.contains(path) {
            save(Secret(text: "# mine\nLOG_LEVEL=debug\n"), at: path, in: environment)
        }
        environment.changes += 1
        environment.edits += 1
        environment.completionsSinceEdit = 0
        events.add(.job, at: now + random.seconds(1...2 * 86_400))
    }

    /// What a variable cannot be written into without a loss, or without a doubt about what it then means.
    private func doubtfulText(_ variable: String) -> String {
        random.pick([
            "\(variable)=old; DB_PASSWORD=x\n", "export A=1 \(variable)=old\n", "declare -x \(variable)=old\n",
            "A=\"one\n\(variable)=old\n", "$ANSIBLE_VAULT;1.1;AES256\n61626364\n", "{\"\(variable)\": \"old\"}\n",
            "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
            "DOTENV_PUBLIC_KEY=\"02ab\"\n\(variable)=\"encrypted:BDx\"\n", "log: debug\n\(variable): old\n",
            "port = 80\n", "import os\nA=1\n", "A=1\r\(variable)=old\r", "X=(a\n\(variable)=old\n)\n",
            "set -e\n\(variable)=old\n", "\(variable)=\"${DB:=x}\"\n", "\(variable)=old\n. ./other\n",
        ])
    }

    /// Why no key may be issued for an identity now.
    func checkWritable(_ identity: DeclaredIdentity, in environment: SimulatedEnvironment) {
        for path in identity.files where environment.unmovable.union(environment.doubtful).contains(path) {
            fail(.writableFirst, "a key for \(environment.name)/\(identity.name), but \(path) is hindered")
        }
    }
}

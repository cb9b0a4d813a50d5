internal import Subprocess
internal import TestSupport
internal import Testing

/// The search that every other test relies on finds what is there to be found.
@Suite struct SecretSearchTests {
    private let world: World
    private let key = randomKey()

    init() throws {
        world = try World()
        try world.addEnvironment("dev").insertByHand(key)
    }

    private func run(output: String = "", errors: String = "") -> Run {
        Run(arguments: ["plan"], termination: .exited(0), output: output, errors: errors)
    }

    private func search(_ run: Run, mayLeave: Bool = false) {
        SecretSearch(world, mayLeave: mayLeave).expectNothing(in: run, sourceLocation: #_sourceLocation)
    }

    @Test func `a key in what was printed is found`() {
        withKnownIssue { search(run(output: "key \(key)\n")) }
        withKnownIssue { search(run(errors: "error: \(key)")) }
        withKnownIssue { search(run(errors: "error: \(randomKey())")) }
        search(run(output: "key \(key.dropLast())", errors: "none"))
    }

    @Test func `a provider's credential in what was printed is found`() throws {
        let token = randomToken()
        try world.place("dev").database.insertProvider("Jira", token: token, createdAt: nil)
        withKnownIssue { search(run(output: "token \(token)\n")) }
        search(run(output: "token \(token.dropLast())\n"))
    }

    @Test func `a key in a file is found, unless the file is a declared fragment`() throws {
        try world.write("deploy/dev/backend.env", key)
        search(run())
        try world.write("tmp/core", "…\(key)…")
        withKnownIssue { search(run()) }
    }

    @Test func `a staged fragment is ignored only where the run was killed`() throws {
        try world.write("deploy/dev/.keyturn-000000000000.tmp", key)
        search(run(), mayLeave: true)
        withKnownIssue { search(run()) }
    }

    @Test func `a text that was kept as a secret is found`() {
        world.keepSecret("correct horse battery staple")
        withKnownIssue { search(run(errors: "the password is correct horse battery staple")) }
    }
}

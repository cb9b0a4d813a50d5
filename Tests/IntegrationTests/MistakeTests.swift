internal import TestSupport
internal import Testing

/// Mistakes that people make on a command line: each is answered with a code, what is wrong, and what to write instead.
@Suite(.unlessItHangs) struct MistakeTests {
    private struct Mistake: CustomTestStringConvertible {
        let words: String
        let says: [String]
        var code: Int32 = 64
        var testDescription: String { words }

        init(_ words: String, _ says: String..., code: Int32 = 64) {
            self.words = words
            self.says = says
            self.code = code
        }
    }

    private static let mistakes = [
        Mistake("aply", "unknown command 'aply': did you mean apply?"),
        Mistake("pln", "did you mean plan?"), Mistake("statsu", "did you mean status?"),
        Mistake("renew", "did you mean rotate?"), Mistake("diff", "did you mean plan?"),
        Mistake("frobnicate", "unknown command 'frobnicate'", "keyturn --help lists the commands"),
        Mistake("help foo", "unknown command 'foo'"), Mistake("foo --help", "unknown command 'foo'"),
        Mistake("audit shwo", "unknown command 'audit shwo': did you mean show?"),
        Mistake("help isolation chek", "unknown command 'isolation chek': did you mean check?"),
        Mistake("policy zzz", "unknown command 'policy zzz'", "keyturn policy --help lists the commands"),
        Mistake("completion bsh", "'bash', 'zsh' or 'fish'", "keyturn completion --help"),
        Mistake(
            "schedule export --format compose",
            "'systemd', 'cron' or 'kubernetes'",
            "keyturn schedule export --help"
        ),
        Mistake("whose", "standard input holds no key", "pipe one in"),
        Mistake("plan --json", "unknown option '--json'", "use --format json"),
        Mistake("status --json", "use --format json"), Mistake("plan -f json", "use --format json"),
        Mistake("plan --env prod", "use -e prod"), Mistake("plan --environments dev,prod", "use -e dev,prod"),
        Mistake("plan --env dev", "use -e dev"), Mistake("plan --env=dev", "use -e dev"),
        Mistake("plan -e dev,prod,", "a name is missing in '-e dev,prod,': write -e dev,prod"),
        Mistake("find /nope", "/nope does not exist", code: 1),
        Mistake("revoke", "the identity is missing", "keyturn revoke prod/backend"),
        Mistake("explain", "a name is missing", "keyturn explain overlap"),
        Mistake("plan -o x", "use --out FILE"), Mistake("plan --output x", "use --out FILE"),
        Mistake("apply --force", "use --yes"), Mistake("apply -y", "use --yes"),
        Mistake("apply --auto-approve", "use --yes"), Mistake("apply --dry-run", "use keyturn plan"),
        Mistake("plan --detailed-exit-code", "did you mean --detailed-exitcode?"),
        Mistake("plan --formt json", "did you mean --format?"), Mistake("plan --debug", "use -vv"),
        Mistake("plan --frobnicate", "unknown option '--frobnicate'", "keyturn plan --help"),
        Mistake("plan --format yaml", "yaml"),
        Mistake("plan -e production", "did you mean prod?", "there is dev, prod"),
        Mistake("plan -e nowhere", "there is no environment 'nowhere'", "there is dev, prod"),
        Mistake("plan nowhere", "there is no environment 'nowhere'"),
        Mistake("plan prod/backnd", "nothing that is declared matches 'prod/backnd'", "did you mean prod/backend?"),
        Mistake("status prod/x*", "nothing that is declared matches 'prod/x*'"),
        Mistake("plan prod/backend -e prod", "an address names its environment: leave out -e"),
        Mistake("rotate backend", "the environment of 'backend' is missing: write dev/backend (declared in dev, prod)"),
        Mistake("rotate nothing", "no environment declares an identity 'nothing'"),
        Mistake("rotate prod/backnd", "did you mean prod/backend?"), Mistake("rotate --now", "--now needs an identity"),
        Mistake("revoke prod/backend --key nonsense", "--key takes a fingerprint"),
        Mistake("apply", "there is no terminal to ask on"), Mistake("apply --format json", "needs --yes"),
        Mistake("apply a b/c/d --yes", "is not an address"),
        Mistake(
            "apply no.plan",
            "no.plan cannot be read: there is no such file",
            "keyturn plan --out no.plan",
            code: 1
        ),
        Mistake("show no.plan", "no.plan cannot be read: there is no such file", code: 1),
        Mistake("apply environments/dev.yaml", "is not a saved plan", code: 1),
        Mistake("plan --at tomorrow", "2026-12-31"), Mistake("plan --at 2020-01-01", "--at must be in the future"),
        Mistake("forecast --until 2020-01-01", "--until must be in the future"),
        Mistake("plan --lock-timeout soon", "soon"), Mistake("explain parallel-kay", "did you mean parallel-key?"),
        Mistake("explain frobnicate", "no code, field, rule, check or action is named 'frobnicate'"),
        Mistake("plan --env-file none.env", "none.env cannot be read: no such file", code: 1),
        Mistake("plan -C nowhere", "the folder `nowhere` does not exist", code: 1),
    ]

    @Test func `every mistake is answered with what to write instead, in one form`() async throws {
        let world = try World()
        try world.addEnvironment("dev")
        try world.addEnvironment("prod")
        #expect(Self.mistakes.count >= 40)
        for mistake in Self.mistakes {
            let run = try await world.keyturn(mistake.words.split(separator: " ").map(String.init))
            #expect(run.exitCode == mistake.code, "\(run)")
            #expect(run.errors.hasPrefix("error["), "\(run)")
            #expect(!run.errors.contains("Usage:") && !run.errors.contains("USAGE"), "\(run)")
            for phrase in mistake.says { #expect(run.errors.contains(phrase), "\(phrase)\n\(run)") }
            #expect(run.output.isEmpty, "\(run)")
        }
    }
}

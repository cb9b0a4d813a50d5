internal import Foundation
internal import TestSupport
internal import Testing

/// Mistakes that people make on a command line: each is answered with a code, what is wrong, and what to write instead.
///
/// `KEYTURN_RECORD=1` writes `Mistakes/expected.txt` again, and fails.
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
        Mistake("aply", "unknown command 'aply'", "help: did you mean apply?"),
        Mistake("pln", "did you mean plan?"), Mistake("statsu", "did you mean status?"),
        Mistake("renew", "did you mean rotate?"), Mistake("diff", "did you mean plan?"),
        Mistake("frobnicate", "unknown command 'frobnicate'", "run keyturn --help to see the commands"),
        Mistake("help foo", "unknown command 'foo'"), Mistake("foo --help", "unknown command 'foo'"),
        Mistake("audit shwo", "unknown command 'audit shwo'", "did you mean show?"),
        Mistake("help isolation chek", "unknown command 'isolation chek'", "did you mean check?"),
        Mistake("policy zzz", "unknown command 'policy zzz'", "run keyturn policy --help to see the commands"),
        Mistake("completion bsh", "'bsh' is not a valid value of <shell>", "did you mean bash?"),
        Mistake("schema polcy", "did you mean policy?"), Mistake("find --format srif", "did you mean sarif?"),
        Mistake(
            "schedule export --format compose",
            "'compose' is not a valid value of --format",
            "use one of: systemd, cron, kubernetes"
        ),
        Mistake("whose", "standard input contains neither a key", "pipe one in"),
        Mistake("plan --json", "unknown option '--json'", "use --format json"),
        Mistake("status --json", "use --format json"), Mistake("plan -f json", "use --format json"),
        Mistake("plan --env prod", "use -e prod"), Mistake("plan --environments dev,prod", "use -e dev,prod"),
        Mistake("plan --env dev", "use -e dev"), Mistake("plan --env=dev", "use -e dev"),
        Mistake("plan -e dev,prod,", "a name is missing in '-e dev,prod,'", "write -e dev,prod"),
        Mistake("find /nope", "/nope does not exist", code: 1),
        Mistake("revoke", "an address is missing", "keyturn revoke prod/backend"),
        Mistake("explain", "a name is missing", "keyturn explain overlap"),
        Mistake("plan -o x", "use --out FILE"), Mistake("plan --output x", "use --out FILE"),
        Mistake("apply --force", "use --yes"), Mistake("apply -y", "use --yes"),
        Mistake("apply --auto-approve", "use --yes"), Mistake("apply --dry-run", "use keyturn plan"),
        Mistake("plan --detailed-exit-code", "did you mean --detailed-exitcode?"),
        Mistake("plan --formt json", "did you mean --format?"), Mistake("plan --debug", "use -vv"),
        Mistake("plan --frobnicate", "unknown option '--frobnicate'", "keyturn plan --help"),
        Mistake("plan --format yaml", "'yaml' is not a valid value of --format", "use one of: text, json, markdown"),
        Mistake("plan --format jsn", "did you mean json?"), Mistake("plan --format md", "did you mean markdown?"),
        Mistake("profile show litelm", "no shipped profile named 'litelm'", "did you mean litellm?"),
        Mistake("profile show frobnicate", "use one of: pm-mcp-server, django-oauth-toolkit"),
        Mistake("profile show", "a profile is missing", "write keyturn profile show litellm"),
        Mistake("policy explain min-overlp", "no rule named 'min-overlp'", "did you mean min-overlap?"),
        Mistake("policy explain frobnicate", "run keyturn policy list"),
        Mistake("plan --override min-overlp --reason x", "did you mean min-overlap?"),
        Mistake("explain rotation.overlp", "did you mean rotation.overlap?"),
        Mistake("audit show --event chnage", "no event named 'chnage'", "did you mean change?"),
        Mistake("inventory --url sqlite:x.db --profile litelm", "did you mean `litellm`?", code: 1),
        Mistake("plan --reissue prod/backnd", "did you mean prod/backend?"),
        Mistake("plan --reissue prd/backend", "no environment named 'prd'", "did you mean prod?"),
        Mistake("revoke prod/backnd --yes", "no identity named 'backnd' in prod", "did you mean prod/backend?"),
        Mistake("plan PROD/backend", "did you mean prod?"), Mistake("isolation export -e prd", "did you mean prod?"),
        Mistake("plan prod/backend/x", "'prod/backend/x' is not an address", "write an address such as prod/backend"),
        Mistake("plan -e production", "did you mean prod?"),
        Mistake("plan -e nowhere", "no environment named 'nowhere'", "use one of: dev, prod"),
        Mistake("plan nowhere", "no environment named 'nowhere'"),
        Mistake("plan prod/backnd", "no identity named 'backnd' in prod", "did you mean prod/backend?"),
        Mistake("status prod/x*", "nothing that is declared matches 'prod/x*'"),
        Mistake("status --check prd*", "no environment matches 'prd*'", "use one of: dev, prod"),
        Mistake("plan prod/backend -e prod", "an address names its environment", "leave out -e"),
        Mistake(
            "rotate backend",
            "no environment named 'backend'",
            "name the identity with its environment: dev/backend, prod/backend"
        ),
        Mistake("rotate nothing", "no environment named 'nothing'"),
        Mistake("rotate prod/backnd", "did you mean prod/backend?"),
        Mistake("rotate --now", "--now needs an address", "write keyturn rotate prod/backend --now"),
        Mistake("revoke prod/backend --key nonsense", "--key is not a fingerprint"),
        Mistake("apply", "no terminal to ask on"), Mistake("apply --format json", "add --yes"),
        Mistake("apply a b/c/d --yes", "is not an address"),
        Mistake(
            "apply no.plan",
            "no.plan cannot be read: no such file",
            "keyturn plan --out no.plan",
            code: 1
        ),
        Mistake("show no.plan", "no.plan cannot be read: no such file", code: 1),
        Mistake("apply environments/dev.yaml", "is not a saved plan", code: 1),
        Mistake("plan --at tomorrow", "write a date such as 2026-12-31"),
        Mistake("plan --at 2020-01-01", "--at must be in the future"),
        Mistake("forecast --until 2020-01-01", "--until must be in the future"),
        Mistake("plan --lock-timeout soon", "it does not begin with a whole number", "write a duration such as 90s"),
        Mistake("explain parallel-kay", "did you mean parallel-key?"),
        Mistake("explain frobnicate", "no code, field, rule, check or action is named 'frobnicate'"),
        Mistake("plan --env-file none.env", "none.env cannot be read: no such file", code: 1),
        Mistake("plan -C nowhere", "the folder `nowhere` does not exist", code: 1),
        Mistake("plan -C .", "contains no environment files", "did you mean -C", "environments?", code: 1),
        Mistake(
            "inventory prod/backend",
            "keyturn inventory takes no address: 'prod/backend'",
            "to choose an environment, run keyturn inventory -e prod"
        ),
        Mistake("doctor prod", "unexpected argument 'prod'", "run keyturn doctor -e prod"),
        Mistake("schedule prod/backend", "keyturn schedule takes no address", "run keyturn schedule -e prod"),
        Mistake("isolation prod", "unexpected argument 'prod'", "run keyturn isolation -e prod"),
        Mistake("isolation export", "isolation export writes one environment", "keyturn isolation export -e prod"),
        Mistake("revoke prod,dev --yes", "'prod,dev' is not an address", "write each by itself: prod dev"),
        Mistake("status --check prod,dev", "write each by itself: prod dev"),
        Mistake("audit show prod,dev", "write each by itself: prod dev"),
        Mistake("plan --reissue nosuch", "no environment named 'nosuch'", "use one of: dev, prod"),
        Mistake("plan -e prod/backend", "write the address as an argument, without -e: prod/backend"),
        Mistake("schema", "write keyturn schema environment"), Mistake("version foo", "unexpected argument 'foo'"),
        Mistake("isolation check", "write keyturn isolation check dev.manifest.json prod.manifest.json"),
        Mistake("-C", "a value for -C is missing"), Mistake("-q", "a command is missing", "run keyturn --help"),
        Mistake("plan -C environments -C environments", "-C is given twice", "leave one of them out"),
        Mistake("revoke prod", "no terminal to ask on", "name the identities, or add --yes"),
        Mistake("revoke prod/* --yes -e prod", "an address names its environment"),
        Mistake("schedule export", "--format is missing", "add --format FORMAT"),
    ]

    /// The whole of every message, to be read as a person reads it.
    private static let recording = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Mistakes/expected.txt")

    @Test func `every mistake is answered with what to write instead, in one form`() async throws {
        let world = try World()
        try world.addEnvironment("dev")
        try world.addEnvironment("prod")
        #expect(Self.mistakes.count >= 40)
        var shown = ""
        for mistake in Self.mistakes {
            let run = try await world.keyturn(mistake.words.split(separator: " ").map(String.init))
            #expect(run.exitCode == mistake.code, "\(run)")
            #expect(run.errors.hasPrefix("error["), "\(run)")
            #expect(!run.errors.contains("Usage:") && !run.errors.contains("USAGE"), "\(run)")
            for phrase in mistake.says { #expect(run.errors.contains(phrase), "\(phrase)\n\(run)") }
            #expect(run.output.isEmpty, "\(run)")
            let errors = run.errors.replacingOccurrences(of: world.folder.path, with: "/folder")
            shown += "$ keyturn \(mistake.words)\n\(errors.trimmingCharacters(in: .newlines))\n\n"
        }
        guard ProcessInfo.processInfo.environment["KEYTURN_RECORD"] != "1" else {
            try Data(shown.utf8).write(to: Self.recording)
            Issue.record("recorded: look at the difference, then run without KEYTURN_RECORD")
            return
        }
        let expected = try String(contentsOf: Self.recording, encoding: .utf8)
        let pairs = zip(expected.split(separator: "\n"), shown.split(separator: "\n"))
        let differing = pairs.first { $0 != $1 }.map { "expected: \($0)\nshown:    \($1)" } ?? ""
        #expect(shown == expected, "\(differing)")
    }
}

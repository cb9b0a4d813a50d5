import Diagnostics
import Model
import State
import Testing

@testable import Planning
@testable import Rendering

/// An environment that is made up.
private struct Subject: IsolationSubject {
    let name: String
    var entries: [(key: Fingerprint, kind: Place.Kind, form: Holding.Form)] = []
    var words: [(key: Fingerprint, path: String)] = []
    var owners: Set<Fingerprint> = [fingerprint("owner")]
    var notComparable: [NotComparable] = []
    var undelivered: Set<String> = []

    var knownCount: Int { entries.count }

    var whereabouts: Whereabouts {
        Whereabouts(
            database: fingerprint("\(name) database"),
            folder: nil,
            path: fingerprint("\(name) folder"),
            around: []
        )
    }

    func forEachKnown(at now: Instant, _ body: (Fingerprint, () -> (Place.Kind, Holding.Form)) -> Void) {
        for entry in entries { body(entry.key) { (entry.kind, entry.form) } }
    }

    func forEachWritten(_ body: (Fingerprint, () -> Place.Kind) -> Void) {
        for word in words { body(word.key) { .otherFile(word.path) } }
    }
}

struct IsolationTextTests {
    private func render(_ subjects: [Subject], chosen: Set<String>? = nil) -> String {
        IsolationText(style: .plain).render(IsolationReport(of: subjects, chosen: chosen, now: now))
    }

    @Test func `an error on the way leaves the verdict open, in text and JSON`() {
        let report = IsolationReport(of: [subject("prod", live: ["a"]), subject("dev")], errors: 1, now: now)
        #expect(!report.isIsolated)
        let verdict = "Not known: 2 environments, 1 key compared, no key shared among them; 1 error."
        #expect(IsolationText(style: .plain).render(report).hasSuffix("\n\(verdict)\n"))
        let json = IsolationJSON.render(report, diagnostics: []).pretty
        #expect(json.contains("\"isolated\": false") && json.contains("\"verdict\": \"\(verdict)\""))
    }

    private func subject(_ name: String, live: [String] = []) -> Subject {
        Subject(name: name, entries: live.map { (fingerprint($0), .identity("backend"), .live(until: nil)) })
    }

    @Test func `environments that share nothing are isolated, in one line`() {
        #expect(
            render([subject("prod", live: ["a"]), subject("dev", live: ["b", "c"])]) == """
                      dev      prod
                dev   ·        1 owner
                prod  1 owner  ·

                Isolated: 2 environments, 3 keys compared, no key shared.

                """
        )
    }

    @Test func `keys that no one can compare are not called isolated, and fail nothing`() {
        var prod = subject("prod", live: ["a"])
        let reason = "those of dev have another form, pepper or salt"
        prod.notComparable = [
            NotComparable(
                environment: "prod",
                what: "keys that are known by their digests alone",
                count: 2,
                reason: reason,
                isByForm: true
            )
        ]
        let report = IsolationReport(of: [prod, subject("dev", live: ["b"])], now: now)
        let verdict = "No shared key found: 2 environments, 2 keys compared; some things could not be compared."
        #expect(IsolationText(style: .plain).render(report).hasSuffix("\n\(verdict)\n"))
        #expect(report.isIsolated)
    }

    @Test func `what a pair shares is in its cell, the worst first, and each finding has a block`() {
        var dev = subject("dev", live: ["shared"])
        dev.entries.append((fingerprint("dead"), .ended("backend"), .ended))
        var prod = subject("prod", live: ["shared"])
        prod.entries.append((fingerprint("dead"), .endedOtherOwner, .ended))
        prod.entries.append((fingerprint("own"), .unmanaged(name: "script\u{1B}[2J"), .live(until: nil)))
        dev.words = [(fingerprint("own"), "no\ntes.txt")]
        prod.notComparable = [NotComparable(environment: "prod", what: "dump.sql", reason: "larger than 4 MiB")]
        #expect(
            render([dev, prod]) == """
                      dev         prod
                dev   ·           1 live key
                                  1 in files
                                  1 ended
                                  1 owner
                prod  1 live key  ·
                      1 in files
                      1 ended
                      1 owner

                Shared key \(fingerprint("shared"))
                  dev/backend
                  prod/backend
                  help: keyturn apply replaces it in dev and prod

                Shared key \(fingerprint("own"))
                  dev:no␊tes.txt (not declared)
                  prod (unmanaged key "script\\u{1B}[2J")
                  help: deactivate that row in prod; or list the key in _revoked.yaml, which ends it everywhere
                  help: remove it from dev:no␊tes.txt by hand: keyturn does not write what is not declared

                Not checked for shared keys:
                  prod: dump.sql: larger than 4 MiB

                Not isolated: 2 environments, 5 keys compared, 2 shared keys; some things could not be compared.

                """
        )
    }

    @Test func `where a key is delivered nowhere, the advice is to say where first`() {
        var dev = subject("dev", live: ["shared"])
        dev.undelivered = ["backend", "worker"]
        let text = render([dev, subject("prod", live: ["shared"])])
        #expect(
            text.contains(
                """
                  help: declare with `deliver` where the key of dev/backend goes; keyturn apply then replaces it
                  help: keyturn apply replaces it in prod

                """
            ),
            "\(text)"
        )
        var prod = subject("prod", live: ["shared"])
        prod.undelivered = ["backend"]
        let nowhere = render([dev, prod])
        #expect(nowhere.contains("where the key of dev/backend and prod/backend goes"), "\(nowhere)")
        #expect(!nowhere.contains("keyturn apply replaces it in"), "\(nowhere)")
    }

    @Test func `a matrix of many environments comes in parts that fit the line`() {
        let text = render((0..<14).map { subject("environment-\($0)", live: ["all"]) })
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(text.split(separator: "\n").count { $0.hasPrefix("environment-13") } >= 3)
    }

    @Test func `findings beyond a limit are counted`() {
        let keys = (0..<50).map { "key \($0)" }
        let text = render([subject("dev", live: keys), subject("prod", live: keys)])
        #expect(text.contains("and 30 more: --format json has all of them"))
        #expect(text.hasSuffix("Not isolated: 2 environments, 100 keys compared, 50 shared keys.\n"))
    }

    @Test func `for programs there is every fact of the text`() throws {
        let report = IsolationReport(of: [subject("dev", live: ["a"]), subject("prod", live: ["a"])], now: now)
        let json = IsolationJSON.render(report, diagnostics: []).compact
        #expect(
            json.contains(
                #""pairs":[{"environments":["dev","prod"],"live":1,"ending":0,"ended":0,"files":0,"watched":0,"#
                    + #""copied":0,"replica":false,"owners":1,"same_database":false,"same_output":false}]"#
            )
        )
        #expect(json.contains(#""kind":"identity","name":"backend","state":"live","until":null}"#))
        #expect(json.contains(#""verdict":"Not isolated: 2 environments, 2 keys compared, 1 shared key.""#))
    }
}

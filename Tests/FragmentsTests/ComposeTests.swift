import Diagnostics
import Fragments
import Model
import Testing

struct ComposeTests {
    @Test func `the override carries variables, labels and secrets`() throws {
        let layout = try makeLayout([
            (
                "backend",
                [
                    .compose(service: "web", variable: "B"),
                    .compose(service: "api", variable: "PM_MCP_API_KEY"),
                    .secret(name: "pm", service: "api", variable: "PM_FILE"),
                ]
            ),
            ("worker", [.compose(service: "api", variable: "A")]),
        ])
        let (backend, worker) = (makeKey(), makeKey())
        #expect(
            try layout.text(of: "compose.keyturn.yaml", [backend, worker]) == """
                # Written by keyturn; edits are overwritten. Use it with your own compose file:
                #   docker compose -f compose.yaml -f compose.keyturn.yaml up -d
                services:
                  "api":
                    environment:
                      "A": "\(worker.text)"
                      "PM_FILE": "/run/secrets/pm"
                      "PM_MCP_API_KEY": "\(backend.text)"
                    labels:
                      "keyturn.fingerprint.backend": "\(backend.fingerprint)"
                      "keyturn.fingerprint.worker": "\(worker.fingerprint)"
                    secrets:
                      - "pm"
                  "web":
                    environment:
                      "B": "\(backend.text)"
                    labels:
                      "keyturn.fingerprint.backend": "\(backend.fingerprint)"
                secrets:
                  "pm":
                    file: "/srv/deploy/prod/secrets/pm"

                """
        )
        #expect(layout.fragments.map(\.path) == ["compose.keyturn.yaml", "secrets/pm"])
        #expect(try layout.text(of: "secrets/pm", [backend, worker]) == backend.text)
    }

    @Test func `a dollar is doubled in values, and every odd letter escaped`() throws {
        let layout = try makeLayout(
            [("back$end", [.secret(name: "a$b", service: "s\"\\\n\u{85}é😀", variable: "V")])],
            output: "/srv/$x\t/"
        )
        let key = makeKey()
        #expect(
            try layout.text(of: "compose.keyturn.yaml", [key]).split(separator: "\n").dropFirst(2) == [
                "services:",
                #"  "s\"\\\n\u0085é😀":"#,
                "    environment:",
                #"      "V": "/run/secrets/a$$b""#,
                "    labels:",
                "      \"keyturn.fingerprint.back$end\": \"\(key.fingerprint)\"",
                "    secrets:",
                #"      - "a$$b""#,
                "secrets:",
                #"  "a$b":"#,
                #"    file: "/srv/$$x\t/secrets/a$$b""#,
            ]
        )
    }

    @Test func `one identity may mount its secret in several services`() throws {
        let layout = try makeLayout([
            (
                "backend",
                [
                    .secret(name: "pm", service: "api", variable: "F"),
                    .secret(name: "pm", service: "web", variable: "F"),
                ]
            )
        ])
        #expect(layout.fragments.map(\.path) == ["compose.keyturn.yaml", "secrets/pm"])
        let text = try layout.text(of: "compose.keyturn.yaml", [makeKey()])
        #expect(text.matches(of: try Regex("file: ")).count == 1)
    }

    @Test(arguments: [
        "", "a.b.c.d.e.f.g:~h.i.j.k.l.m", ".begins.with.a.dot.and.goes.on", "has a space in it, yes",
        "quote\"quote\"quote\"quote",
    ])
    func `a key that readers would read differently is refused`(text: String) throws {
        let layout = try makeLayout([("backend", [.compose(service: "api", variable: "A")])])
        let fragment = try layout.fragment("compose.keyturn.yaml")
        let keys = [makeKey(text: text)]
        let error = #expect(throws: Diagnostic.self) {
            try layout.content(of: fragment, keys: keys, observed: .missing)
        }
        #expect(error?.code == "key-alphabet")
        #expect(error?.address == "prod/backend")
        #expect(layout.inspect(fragment, keys: keys, observed: .missing).problem?.code == "key-alphabet")
    }
}

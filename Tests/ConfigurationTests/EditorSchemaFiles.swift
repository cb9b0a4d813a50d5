/// Files that both the reader and the schemas accept.
enum GoodFiles {
    /// Every field that can be in one file, one value a line.
    static let everything = """
        environment: prod
        database:
          url: sqlite:../deploy/prod.sqlite
        output: ../deploy/prod
        onChange:
          - docker
        onChangeTimeout: 5m
        maxPerRun: 20
        audit:
          path: ../audit/prod.jsonl
          syslog: true
        identities:
          backend:
            owner:
              id: 00000000-0000-0000-0000-000000000000
              email: system@backend
              name: Backend Service
            key:
              name: Backend Service API Key
              prefix: mcp_
              bytes: 32
              encoding: hex
            rotation:
              every: 30d
              overlap: 48h
              expires: 90d
              jitter: 1d
              firstWithin: 14d
              adoption: required
              quiet: 10m
              adoptionDeadline: 2d
              afterDeadline: retire
              retain: 180d
              window:
                days:
                  - tue
                from: "02:00"
                to: "05:00"
                timezone: Europe/Berlin
            onChange:
              - true
            onChangeTimeout: 1m
            state: present
            consumer:
              compose: api
            verify:
              http: https://localhost:8081/sse
              header: X-MCP-API-Key
              bearer: false
              bypassHeaders:
                - X-User-ID
              bypassQuery:
                - user_id=anyone
              mustRefuse:
                - path: /tools/call
                  method: POST
                  body: '{"name": "list"}'
                - path: /meetings
              ca: ../tls/ca.pem
              timeout: 5s
              accepted:
                status: 200
                header:
                  - "Content-Type: text/event-stream"
              refused:
                - status:
                    - 401
                    - 400-499
                - status: "500"
                  body: "401"
            logs:
              - file: ../logs/api.log
                expect:
                  - Creating user-scoped MCP server
                reject: Invalid API key
              - docker: api
                reject:
                  - refused
            deliver:
              - compose: api
                variable: PM_MCP_API_KEY
              - dotenv: backend.env
                variable: PM_MCP_API_KEY
                mode: "0640"
                owner: app
                group: "1000"
              - secret: pm_mcp_api_key
                service: api
                variable: PM_MCP_API_KEY_FILE
              - template: a.mustache
                file: nginx.conf

        """

    static let environments =
        [
            everything,
            Sample.prod,
            Sample.prod("every: 30d", "cron: \"0 3 * * SUN\"\n      timezone: Europe/Berlin"),
            Sample.prod("every: 30d", "cron: \"@daily\"\n      every:"),
            Sample.prod("every: 30d", "every: ${NAME_:-30d}"),
            Sample.prod("every: 30d", "every: '${NAME_:-${OTHER:-30d}}'"),
            Sample.prod("encoding: hex", "encoding: ${ENCODING:-hex}"),
            Sample.prod("bytes: 32", "bytes: \"032\""),
            Sample.prod("bytes: 32", "bytes: ${BYTES:-32}"),
            Sample.prod("bytes: 32", "bytes: ~"),
            Sample.prod("prefix: mcp_", "prefix: 12"),
            Sample.prod("prefix: mcp_", "prefix: \"\""),
            Sample.prod("prefix: mcp_", "prefix: null"),
            Sample.prod("name: Backend Service\n", "name: 2026-11-20\n"),
            Sample.prod("name: Backend Service\n", "name: true\n"),
            Sample.prod("name: Backend Service\n", "name: Cash $$ and carry\n"),
            Sample.prod("00000000-0000-0000-0000-000000000000", "00000000000000000000000000000001"),
            Sample.prod("mode: \"0640\"", "mode: 0640"),
            Sample.prod("mode: \"0640\"", "mode: 640"),
            Sample.prod("owner: app", "owner: 4294967294"),
            Sample.prod("compose: api", "compose: 1"),
            Sample.prod("compose: api", "compose: api, dotenv: null"),
            Sample.prod("dotenv: backend.env", "dotenv: a/b/...env"),
            Sample.prod("dotenv: backend.env", "dotenv: '${NAME}/${NAME}.env'"),
            Sample.prod("  backend:\n", "  removed: null\n  backend:\n"),
            Sample.prod("identities:\n", "onChange: [echo, \"\", 1, true, '${NAME}']\nidentities:\n"),
            Sample.prod("    rotation:\n", "    onChange: null\n    rotation:\n"),
            Sample.prod("sqlite:../deploy/prod.sqlite", "postgresql:///prod?sslmode=verify-full"),
            Sample.prod("sqlite:../deploy/prod.sqlite", "${URL:-sqlite:x}"),
            Sample.prod("every: 30d", "window: { from: 22:00, to: 24:00, days: [MON, Tue] }"),
            Sample.prod(
                "    rotation:\n",
                "    consumer: [{ docker: api }, { systemd: api@1.service }]\n    rotation:\n"
            ),
            Sample.prod("    rotation:\n", "    consumer: { process: 4711, docker: null }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    consumer: { process: '${NAME}.pid' }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    consumer: null\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    verify: { http: 'https://h/a?b=c', bearer: true }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    logs: { file: a.log, expect: up }\n    rotation:\n"),
        ]

    /// Whatever an environment may lack, a file for all may hold alone, or take away.
    static let defaults = [
        "identities: { backend: { rotation: { every: 30d, cron: null } } }\n",
        "identities: { backend: { owner: null, deliver: [{ compose: api, variable: KEY }] } }\n",
        "identities: { backend: null, worker: { state: absent } }\n",
        "identities: { backend: { rotation: { every: 30d, cron: \"@daily\" } } }\n",
        "database: { url: \"${URL}\" }\noutput: ../deploy\n",
        "environment: null\n",
        "identities: ~\n",
    ]

    static let policy = [
        "rules:\n", "# none yet\n", "rules: { min-key-bits: 256, min-overlap: null }\n",
        """
        rules:
          max-rotation-interval: { default: 90d, prod: 30d }
          min-overlap:           { default: 1h, prod: { value: 24h, severity: warn } }
          require-expiry:        { prod: true, staging: 90d }
          require-tls:           { staging: require, prod: verify-full }
          distinct-owners:       { severity: warn }
          distinct-databases:    { prod: true }
          allowed-consumers:     { prod: { backend: [api, worker] } }
          forbid-unmanaged-keys: { prod: { severity: error } }
          fragment-not-in-git:   true
          promote-through:       [dev, staging, prod]
        exceptions:
          - { rule: min-overlap, address: prod/legacy, until: 2027-03-31, reason: "its vendor", approved-by: platform }

        """,
    ]

    static let revoked = [
        "revoked: []\n", "revoked:\n", "# none yet\n",
        "revoked: [{ fingerprint: 0f1e2d3c4b5a, date: 2026-11-20, reason: pasted into a ticket }]\n",
        "revoked: [{ fingerprint: 123456789012, date: \"2026-11-20\", reason: 1 }]\n",
        "revoked: [{ fingerprint: \"${F:-0f1e2d3c4b5a}\", date: 2026-02-28, reason: x }]\n",
    ]
}

/// Files that both the reader and the schemas refuse.
enum BadFiles {
    static let environments =
        [
            "- a\n", "prod\n", "environment: prod\nidentity: {}\n",
            Sample.prod("environment: prod\n", ""),
            Sample.prod("environment: prod\n", "environment: -prod\n"),
            Sample.prod("environment: prod\n", "environment:\n"),
            Sample.prod("output: ../deploy/prod\n", "outptu: ../deploy/prod\n"),
            Sample.prod("output: ../deploy/prod\n", "output:\n"),
            Sample.prod("output: ../deploy/prod\n", "output: ~/deploy\n"),
            Sample.prod("output: ../deploy/prod\n", "output: /\n"),
            Sample.prod("output: ../deploy/prod\n", "output: [a]\n"),
            Sample.prod("sqlite:../deploy/prod.sqlite", "mysql://host/prod"),
            Sample.prod("sqlite:../deploy/prod.sqlite", "host=a dbname=b"),
            Sample.prod("sqlite:../deploy/prod.sqlite", "\"sqlite:\""),
            Sample.prod("sqlite:../deploy/prod.sqlite", "sqlite:///var/prod"),
            Sample.prod("sqlite:../deploy/prod.sqlite", "\"sqlite::memory:\""),
            Sample.prod("sqlite:../deploy/prod.sqlite", "$URL"),
            Sample.prod("sqlite:../deploy/prod.sqlite", "${URL-x}"),
            Sample.prod("  backend:\n", "  -backend:\n"),
            Sample.prod("  backend:\n", "  x: y\n  backend:\n"),
            Sample.prod("    rotation:\n", "    verify: { http: 'ftp://h/x', header: X }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    verify: { http: 'http://u:p@h/x', header: X }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    verify: { http: 'http://h', header: 'X Y' }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    verify: { http: 'http://h', bearer: yes }\n    rotation:\n"),
            Sample.prod(
                "    rotation:\n",
                "    verify: { http: 'http://h', header: X, refused: { status: 40 } }\n    rotation:\n"
            ),
            Sample.prod("    rotation:\n", "    consumer: []\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    consumer: api\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    consumer: { docker: a, compose: b }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    consumer: { systemd: '-x' }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    logs: { expect: up }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    logs: { file: a.log, expect: '' }\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    cron: x\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    state: gone\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    onChange: docker\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    onChange: []\n    rotation:\n"),
            Sample.prod("    rotation:\n", "    onChange: [a, null]\n    rotation:\n"),
            Sample.prod("email: system@backend", "email: \"\""),
            Sample.prod("email: system@backend", "email: " + String(repeating: "x", count: 256)),
            Sample.prod("prefix: mcp_", "prefix: \"mcp \""),
            Sample.prod("bytes: 32", "bytes: 8"),
            Sample.prod("bytes: 32", "bytes: 32.5"),
            Sample.prod("bytes: 32", "bytes: many"),
            Sample.prod("bytes: 32", "bytes: 300"),
            Sample.prod("encoding: hex", "encoding: base64"),
            Sample.prod("encoding: hex", "encoding: Hex"),
            Sample.prod("every: 30d", "evrey: 30d"),
            Sample.prod("every: 30d", "every: 30"),
            Sample.prod("every: 30d", "every: 1d12h"),
            Sample.prod("every: 30d", "every: 0d"),
            Sample.prod("every: 30d", "every: [30d]"),
            Sample.prod("every: 30d", "every: 30d\n      cron: \"0 3 * * SUN\""),
            Sample.prod("every: 30d", "cron: \"0 3 * *\""),
            Sample.prod("every: 30d", "cron: \"0 3 * * SUN\"\n      timezone: europe/berlin"),
            Sample.prod("every: 30d", "window: { from: 25:00, to: \"05:00\" }"),
            Sample.prod("every: 30d", "window: { from: \"24:00\", to: \"05:00\" }"),
            Sample.prod("every: 30d", "window: { from: \"02:00\", to: \"05:00\", days: [tuesday] }"),
            Sample.prod("every: 30d", "window: { from: \"02:00\", to: \"05:00\", days: [] }"),
            Sample.prod("every: 30d", "window: always"),
            Sample.prod("{ compose: api, variable: PM_MCP_API_KEY }", "{ compose: api }"),
            Sample.prod("{ compose: api, variable: PM_MCP_API_KEY }", "{ variable: PM_MCP_API_KEY }"),
            Sample.prod("{ compose: api, variable: PM_MCP_API_KEY }", "{ compose: api, variable: 1KEY }"),
            Sample.prod("{ compose: api, variable: PM_MCP_API_KEY }", "{ compose: api, variable: KEY, file: x }"),
            Sample.prod("{ compose: api, variable: PM_MCP_API_KEY }", "{ compose: api, dotenv: x, variable: KEY }"),
            Sample.prod("{ compose: api, variable: PM_MCP_API_KEY }", "api"),
            Sample.prod("{ compose: api, variable: PM_MCP_API_KEY }", "null"),
            Sample.prod("dotenv: backend.env", "dotenv: ../backend.env"),
            Sample.prod("dotenv: backend.env", "dotenv: /backend.env"),
            Sample.prod("dotenv: backend.env", "dotenv: a//b"),
            Sample.prod("dotenv: backend.env", "dotenv: secrets/x"),
            Sample.prod("dotenv: backend.env", "dotenv: compose.keyturn.yaml"),
            Sample.prod("mode: \"0640\"", "mode: \"0666\""),
            Sample.prod("mode: \"0640\"", "mode: \"0240\""),
            Sample.prod("mode: \"0640\"", "mode: u=rw"),
            Sample.prod("owner: app", "owner: \"a:b\""),
            // To the kernel the greatest number means "as it is".
            Sample.prod("owner: app", "owner: \"4294967295\""),
            Sample.prod("owner: app", "owner: \"+004294967295\""),
            Sample.prod("group: \"1000\"", "group: \"4294967295\""),
            Sample.prod("owner: app", "owner: 4294967295"), Sample.prod("group: \"1000\"", "group: 4294967295"),
            Sample.prod("output: ", "audit: { path: \"file:/var/log/a.jsonl\" }\noutput: "),
            Sample.prod("output: ", "audit: { path: \"FILE:///var/log/a.jsonl?mode=rw\" }\noutput: "),
        ]

    static let defaults = [
        "environment: prod\n", "databse: {}\n", "identities: { backend: { rotation: { every: 30 } } }\n",
        "identities: { backend: { deliver: [{ compose: api }] } }\n",
    ]

    static let policy = [
        "rules: []\n", "rule: {}\n", "rules: { min-overlaps: 1h }\n", "rules: { min-overlap: 1 hour }\n",
        "rules: { min-overlap: { severity: fatal } }\n", "rules: { require-tls: maybe }\n",
        "rules: { promote-through: prod }\n", "rules: { min-key-bits: none }\n",
        "exceptions: [{ rule: min-overlap, address: prod, until: 2027-03-31 }]\n",
        "exceptions: [{ rule: min-overlap, address: prod, until: soon, reason: x }]\n",
    ]

    static let revoked = [
        "revoked: {}\n", "- a\n", "revoked: [{ fingerprint: 0f1e2d3c4b5a, date: 2026-11-20 }]\n",
        "revoked: [{ fingerprint: 0f1e, date: 2026-11-20, reason: x }]\n",
        "revoked: [{ fingerprint: 0f1e2d3c4b5a, date: 20.11.2026, reason: x }]\n",
        "revoked: [{ fingerprint: 0f1e2d3c4b5a, date: 2026-11-20, reason: x, key: y }]\n",
    ]
}

/// A file with one of its values replaced, again and again.
enum Mutations {
    private static let values = [
        "", "null", "~", "\"\"", "true", "12", "0", "-1", "1.5", "0640", "0x20", "30d", "0d", "2w", "many words",
        "x", "a/b", "../x", "~/x", "/x", "x_y", "x-y", "1x", "a:b", "\"02:00\"", "\"24:00\"", "[]", "{}", "[a]",
        "{ a: b }",
        "${NAME}", "${NAME:-30d}", "$NAME", "$$x", "${", "hex", "required", "none", "MON", "Europe/Paris", "UTC",
        "secrets", "compose.keyturn.yaml", "sqlite:x", "postgres://x/y", "\"0 3 * * *\"", "é", "2026-11-20",
    ]

    static func all(of text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.indices.flatMap { index -> [String] in
            guard let match = lines[index].firstMatch(of: /^(\s*(?:- )?(?:\w+: )|\s*- )\S.*$/) else { return [] }
            return values.map { value in
                var lines = lines
                lines[index] = match.output.1 + value
                return lines.joined(separator: "\n")
            }
        }
    }
}

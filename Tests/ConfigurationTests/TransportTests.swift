import Configuration
import Model
import Testing

/// What a URL and libpq's variables report the connection, offline.
struct TransportTests {
    @Test(
        arguments: [
            ("postgresql://u@h/d?sslmode=verify-full", [:], Transport.network(.verifyFull, usesTLS: nil)),
            ("postgresql://u@h/d?sslmode=disable", ["PGSSLMODE": "require"], .network(.disable, usesTLS: nil)),
            ("postgresql://u@h/d", ["PGSSLMODE": "require"], .network(.require, usesTLS: nil)),
            ("postgresql://u@h/d", [:], nil), ("postgresql://u@h/d?sslmode=weird", [:], nil),
            ("postgresql:///d?service=x", ["PGSSLMODE": "require"], nil),
            ("postgresql://h/d", ["PGSSLMODE": "require", "PGSERVICE": "x"], nil),
            ("postgresql://h/d?service=x&sslmode=require", [:], .network(.require, usesTLS: nil)),
            ("postgresql://%2Frun%2Fpostgresql/d", [:], .local),
            ("postgresql:///d?host=/run/postgresql", [:], .local),
            ("postgresql:///d", ["PGHOST": "/run/postgresql"], .local), ("postgresql:///d", [:], nil),
            ("postgresql://%2Frun,h/d?sslmode=allow", [:], .network(.allow, usesTLS: nil)),
            ("postgresql://%2Frun/d?hostaddr=127.0.0.1&sslmode=allow", [:], .network(.allow, usesTLS: nil)),
            ("sqlite:x.sqlite", ["PGSSLMODE": "require"], .local),
        ] as [(String, [String: String], Transport?)]
    )
    func `the URL counts before the variables, and a service says what it likes`(
        url: String,
        variables: [String: String],
        expected: Transport?
    ) async {
        let text = Sample.prod("url: sqlite:../deploy/prod.sqlite", "url: \"\(url)\"")
        #expect(await load(prod: text, variables: variables).environments.first?.environment?.transport == expected)
    }
}

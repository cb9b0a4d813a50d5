import Glibc
import Model
import TestSupport
import Testing

@testable import Stores

/// What an observation says the connection went over.
@Suite(.unlessItHangs) struct TransportTests {
    @Test func `nothing leaves the machine by a file or a socket`() async throws {
        for kind in SeedDatabase.Kind.allCases {
            let fixture = try StoreFixture(kind)
            #expect(try await fixture.store.observe(owners: []).transport == .local)
            await fixture.store.close()
        }
    }

    @Test func `over a network the mode is libpq's, and TLS is what is in use`() async throws {
        let cluster = try PostgreSQLCluster(durable: false)
        let database = try SeedDatabase(.postgreSQLBySQL, on: cluster)
        let password = randomUUID()
        try database.execute("CREATE ROLE remote LOGIN SUPERUSER PASSWORD '\(password)'")
        let url = cluster.url(database.name, role: "remote", password: password)
        #expect(try await transport(url) == .network(.prefer, usesTLS: false))
        #expect(try await transport(url + "?sslmode=disable") == .network(.disable, usesTLS: false))

        let (key, certificate) = ("\(cluster.folder)/tls.key", "\(cluster.folder)/tls.crt")
        try TestProcess.run([
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-keyout", key, "-out", certificate,
        ])
        if getuid() == 0 { try TestProcess.run(["chown", "postgres", key, certificate]) }
        try database.execute("ALTER SYSTEM SET ssl = on")
        try database.execute("ALTER SYSTEM SET ssl_cert_file = '\(certificate)'")
        try database.execute("ALTER SYSTEM SET ssl_key_file = '\(key)'")
        try cluster.stopImmediately()
        try cluster.start()
        #expect(try await transport(url) == .network(.prefer, usesTLS: true))
        #expect(try await transport(url + "?sslmode=require") == .network(.require, usesTLS: true))
        #expect(try await transport(url + "?sslmode=disable") == .network(.disable, usesTLS: false))
    }

    private func transport(_ url: String) async throws -> Transport? {
        let store = makeStore(for: .postgresql(Secret(text: url)))
        let transport = try await store.observe(owners: []).transport
        await store.close()
        return transport
    }
}

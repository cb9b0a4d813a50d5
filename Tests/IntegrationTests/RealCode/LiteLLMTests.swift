import Foundation
import Model
import TestSupport
import Testing

/// LiteLLM's own function that digests a key finds the row that Keyturn wrote.
@Suite(.unlessItHangs, .enabled("LiteLLM's wheel can be had from PyPI", { PythonPackages.liteLLMHash != nil }))
struct LiteLLMTests {
    @Test(arguments: [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `the digest of a delivered key is the one in its row`(kind: SeedDatabase.Kind) async throws {
        let gateway = try Gateway(kind)
        try gateway.declare()
        try await gateway.succeed("apply", "--yes")
        let key = try gateway.delivered()
        let source = try #require(PythonPackages.liteLLMHash)
        let program = """
            import hashlib, sys
            from typing import Final
            exec(sys.argv[1])
            print(hash_token(None, sys.argv[2]) if hash_token.__code__.co_argcount == 2 else hash_token(sys.argv[2]))
            """
        let digest = try TestProcess.run(["python3", "-c", program, source, key.text])
        let rows = try gateway.execute("SELECT token FROM \(Gateway.table)").map { $0[0] }
        let printed = digest.split(separator: "\n").last.map(String.init)
        #expect(rows == [printed])
    }
}

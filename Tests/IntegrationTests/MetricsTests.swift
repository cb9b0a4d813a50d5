import Foundation
import TestSupport
import Testing

/// `--metrics-file`, read by Prometheus' own client library.
@Suite(.unlessItHangs) struct MetricsTests {
    /// Each as `TYPE NAME LABEL='VALUE'... NUMBER`.
    private func read(_ path: String) throws -> [String] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Oracle/metrics.py"
        let text = try TestProcess.run(["/usr/bin/python3", "-B", script, path])
        return text.split(separator: "\n").map(String.init)
    }

    private func world() throws -> (World, String) {
        let world = try World()
        try world.addEnvironment("dev")
        try world.addEnvironment("prod")
        return (world, world.path("keyturn.prom"))
    }

    @Test func `every command that looks at the fleet leaves what Prometheus can read`() async throws {
        let (world, file) = try world()
        #expect(try await world.keyturn("apply", "--yes", "--metrics-file", file).exitCode == 0)
        for command in [
            ["status"], ["plan"], ["rotate", "--yes"], ["revoke", "prod/backend", "--yes"], ["verify"],
        ] {
            let run = try await world.keyturn(command + ["--metrics-file", file])
            #expect(run.exitCode == 0, "\(run)")
        }
        let narrow = try await world.keyturn("verify", "prod/backend", "--metrics-file", file)
        #expect(narrow.exitCode == 64, "\(narrow)")
        let samples = try read(file)
        for environment in ["dev", "prod"] {
            let labels = "environment='\(environment)' identity='backend'"
            #expect(samples.contains("gauge keyturn_live_keys \(labels) 1.0"), "\(samples)")
            #expect(samples.contains("gauge keyturn_key_delivered \(labels) 1.0"), "\(samples)")
            #expect(samples.contains("gauge keyturn_failed_checks \(labels) 0.0"), "\(samples)")
        }
        for command in ["apply", "status", "plan", "rotate", "verify"] {
            let success = "gauge keyturn_last_success_timestamp_seconds command='\(command)' environment='dev' "
            #expect(samples.contains { $0.hasPrefix(success) }, "\(samples)")
        }
        #expect(samples.contains { $0.hasPrefix("gauge keyturn_run_duration_seconds command='revoke'") })
        #expect(!samples.contains { $0.contains("keyturn_failures_total") }, "\(samples)")
    }

    @Test func `a failure is counted by its code, run after run, and the file stays for the collector to read`()
        async throws
    {
        let (world, file) = try world()
        #expect(try await world.keyturn("apply", "--yes", "--metrics-file", file).exitCode == 0)
        try world.write("environments/prod.yaml", "environment: [prod\n")
        for _ in 1...2 {
            let run = try await world.keyturn(["rotate", "--yes", "--metrics-file", file], mayLeave: true)
            #expect(run.exitCode == 1, "\(run)")
        }
        let samples = try read(file)
        let failures = samples.filter { $0.contains("keyturn_failures_total") }
        #expect(failures.count == 1 && failures[0].hasSuffix(" 2.0"), "\(failures)")
        #expect(samples.contains("gauge keyturn_live_keys environment='dev' identity='backend' 1.0"), "\(samples)")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o644)
        let left = try FileManager.default.contentsOfDirectory(atPath: world.path(".")).filter {
            $0.contains("keyturn-")
        }
        #expect(left.isEmpty, "\(left)")
    }

    @Test func `metrics that cannot be written are a warning, and a file of someone else's is replaced with one`()
        async throws
    {
        let (world, file) = try world()
        var run = try await world.keyturn("apply", "--yes", "--metrics-file", world.path("nowhere/keyturn.prom"))
        #expect(run.exitCode == 0 && run.errors.contains("warning[metrics-unwritable]"), "\(run)")
        try world.write("keyturn.prom", "not metrics\n")
        run = try await world.keyturn("status", "--metrics-file", file)
        #expect(run.exitCode == 0 && run.errors.contains("warning[metrics-damaged]"), "\(run)")
        #expect(try !read(file).isEmpty)
        run = try await world.keyturn(["status", "--metrics-file", world.path("keyturn.txt")], mayLeave: true)
        #expect(run.exitCode == 64, "\(run)")
    }
}

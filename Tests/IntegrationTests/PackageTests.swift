internal import Foundation
internal import TestSupport
internal import Testing

/// What `make deb` and `make tarball` put into packages, of the binary under test.
///
/// Whether they work where nothing else is: `make try-packages`, which takes minutes.
@Suite(.unlessItHangs) struct PackageTests {
    private let dist: TemporaryFolder

    init() throws { dist = try TemporaryFolder("keyturn-packages") }

    private func make(_ kind: String, into folder: String) throws {
        // The debug binary needs libraries of the toolchain, which no package has.
        try TestProcess.run([
            "env", "COMPRESSION=0", "SOURCE_DATE_EPOCH=1700000000", "SHLIBDEPS_OPTIONS=--ignore-missing-info",
            "\(Binary.package)/Scripts/package-\(kind).sh", Binary.path, dist(folder),
        ])
    }

    private func only(_ ending: String, in folder: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: dist(folder)).filter { $0.hasSuffix(ending) }
        return dist("\(folder)/\(try #require(names.count == 1 ? names.first : nil))")
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test(.enabled(if: Tool.dpkgShlibdeps.isInstalled, "dpkg-dev is not installed"))
    func `the Debian package has what a user looks for, and is the same bytes when it is made again`() throws {
        try make("deb", into: "a")
        let package = try only(".deb", in: "a")
        let listed = try TestProcess.run(["dpkg-deb", "-c", package])
        for path in [
            "usr/bin/keyturn", "usr/share/man/man1/keyturn.1.gz", "usr/share/man/man1/keyturn-plan.1.gz",
            "usr/share/bash-completion/completions/keyturn", "usr/share/zsh/vendor-completions/_keyturn",
            "usr/share/fish/vendor_completions.d/keyturn.fish", "usr/lib/systemd/system/keyturn-rotate@.service",
            "usr/lib/systemd/system/keyturn-rotate@.timer", "usr/share/doc/keyturn/copyright",
            "usr/share/doc/keyturn/changelog.gz", "usr/share/doc/keyturn/examples/environments/prod.yaml",
        ] {
            #expect(listed.contains(" ./\(path)\n"), "\(path)")
        }
        #expect(listed.split(separator: "\n").allSatisfy { $0.contains(" root/root ") })
        let depends = try TestProcess.run(["dpkg-deb", "-f", package, "Depends"])
        for library in [
            "libc6", "libcurl4", "libmicrohttpd12", "libnettle8", "libpq5", "libsqlite3-0", "libyaml-0-2", "tzdata",
        ] {
            #expect(depends.contains(library), "\(depends)")
        }
        try make("deb", into: "b")
        #expect(try bytes(package) == bytes(only(".deb", in: "b")))
    }

    @Test func `the archive installs with its own script, and its checksums and its bill of materials are right`()
        throws
    {
        try make("tarball", into: "a")
        try TestProcess.run(["sh", "-ec", "cd \"$1\" && sha256sum --strict --check *.sha256", "sh", dist("a")])
        let script = """
            cd "$1" && tar -xJf a/*.tar.xz
            test "$(grep -c '' keyturn-*/install.sh)" -le 12
            DESTDIR="$1/root" PREFIX=/usr keyturn-*/install.sh
            cmp a/*.cdx.json keyturn-*/sbom.cdx.json
            "$1/root/usr/bin/keyturn" --version
            test -s root/usr/share/man/man1/keyturn.1
            """
        try TestProcess.run(["sh", "-ec", script, "sh", dist.path])
        let parsed = try JSONSerialization.jsonObject(with: bytes(only(".cdx.json", in: "a")))
        let document = try #require(parsed as? [String: Any])
        #expect(document["bomFormat"] as? String == "CycloneDX")
        let components = try #require(document["components"] as? [[String: Any]])
        let names = Set(components.compactMap { $0["name"] as? String })
        #expect(names.isSuperset(of: ["swift", "swift-log", "swift-argument-parser", "libpq5", "libcurl4", "libc6"]))
        // Only the tests have it.
        #expect(!names.contains("flyingfox"))
        for component in components {
            #expect((component["version"] as? String)?.isEmpty == false, "\(component)")
            #expect((component["purl"] as? String)?.hasPrefix("pkg:") == true, "\(component)")
        }
        try make("tarball", into: "b")
        #expect(try bytes(only(".tar.xz", in: "a")) == bytes(only(".tar.xz", in: "b")))
    }

    @Test(.enabled(if: Tool.systemdAnalyze.isInstalled, "systemd-analyze is not installed"))
    func `the packaged units are hardened and write to their folder alone`() throws {
        let units = dist("units")
        try TestProcess.run(["\(Binary.package)/Scripts/package-units.sh", Binary.path, units])
        let service = try String(contentsOfFile: "\(units)/keyturn-rotate@.service", encoding: .utf8)
        #expect(service.split(separator: "\n").filter { $0.hasPrefix("ReadWritePaths=") } == ["ReadWritePaths=%f"])
        #expect(service.contains("\nWorkingDirectory=%f\n") && service.contains("\nSuccessExitStatus=4\n"))
        #expect(service.contains("\nExecStart=/usr/bin/keyturn rotate\n") && service.contains("\nOnFailure="))
        let instance = "\(units)/keyturn-rotate@srv-keyturn.service"
        try FileManager.default.copyItem(atPath: "\(units)/keyturn-rotate@.service", toPath: instance)
        try TestProcess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=30", "--no-pager", instance])
    }

    @Test(arguments: ["demo", "test", "release"])
    func `a target that takes minutes first says what it does and how long that took`(_ target: String) throws {
        // What would build fails at once, and installs nothing.
        let tools = dist("tools")
        try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
        for tool in ["swift", "apt-get", "sudo"] {
            try writeProgram("#!/bin/sh\nexit 3\n", to: "\(tools)/\(tool)")
        }
        let said = try TestProcess.run([
            "sh", "-c", "PATH=\"$1:$PATH\" make --no-print-directory -C \"$2\" \"$3\" 2>&1 || true", "sh", tools,
            Binary.package,
            target,
        ])
        let lines = said.split(separator: "\n")
        #expect(lines.first?.hasPrefix("make \(target): ") == true, "\(said)")
        #expect(lines.dropFirst().first?.contains("measured on 2 cores") == true, "\(said)")
    }
}

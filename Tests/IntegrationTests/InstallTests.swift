internal import Foundation
internal import TestSupport
internal import Testing

/// What `make install` puts where: the binary, completions for three shells, the manual.
@Suite(.unlessItHangs) struct InstallTests {
    private let stage: TemporaryFolder

    init() throws {
        stage = try TemporaryFolder("keyturn-install")
        try TestProcess.run([
            "make", "-s", "-C", Binary.package, "install", "BINARY=\(Binary.path)", "DESTDIR=\(stage.path)",
            "PREFIX=/usr",
        ])
    }

    private func installed(_ path: String) -> String { stage("usr/\(path)") }

    @Test func `the installed binary works`() throws {
        #expect(try TestProcess.run([installed("bin/keyturn"), "--version"]).contains("."))
    }

    @Test func `bash loads the completions and completes a command`() throws {
        let script = """
            . '\(installed("share/bash-completion/completions/keyturn"))'
            complete -p keyturn >/dev/null || exit 1
            COMP_LINE='keyturn sta' COMP_POINT=11 COMP_WORDS=(keyturn sta) COMP_CWORD=1 COMP_TYPE=9
            _keyturn keyturn sta keyturn
            echo "${COMPREPLY[@]}"
            """
        #expect(try TestProcess.run(["bash", "-c", script]) == "status\n")
    }

    @Test(arguments: [
        (Tool.zsh, "share/zsh/site-functions/_keyturn"),
        (Tool.fish, "share/fish/vendor_completions.d/keyturn.fish"),
    ])
    func `the other shells can read theirs`(_ shell: Tool, _ path: String) throws {
        #expect(FileManager.default.fileExists(atPath: installed(path)))
        guard shell.isInstalled else { return }
        #expect(try TestProcess.run([shell.rawValue, "-n", installed(path)]) == "")
    }

    @Test func `every command that help names has a page, and pages are well formed`() throws {
        let pages = try FileManager.default.contentsOfDirectory(atPath: installed("share/man/man1")).sorted()
        #expect(pages.contains("keyturn.1") && pages.contains("keyturn-schedule-export.1"))
        #expect(!pages.contains("keyturn-reference.1"))
        let text = try String(contentsOfFile: installed("share/man/man1/keyturn.1"), encoding: .utf8)
        for page in pages where page.filter({ $0 == "-" }).count == 1 {
            #expect(text.contains("\\fB\(page.dropLast(2).replacing("-", with: "\\-"))\\fR(1)"), "\(page)")
        }
        #expect(text.contains(".SH EXIT CODES"))
        for page in pages {
            let path = installed("share/man/man1/\(page)")
            if Tool.groff.isInstalled {
                #expect(try TestProcess.run(["groff", "-ww", "-man", "-Tutf8", "-z", path]) == "", "\(page)")
            }
            if Tool.mandoc.isInstalled {
                #expect(try TestProcess.run(["mandoc", "-Tlint", "-W", "error", path]) == "", "\(page)")
            }
        }
    }
}

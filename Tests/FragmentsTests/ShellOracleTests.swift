import Diagnostics
import Foundation
import Fragments
import Model
import Testing

/// What bash and dash make of the files that are edited.
///
/// A file is refused, or whoever sources it has the key in the variable, and every other variable as before.
struct ShellOracleTests {
    private static let shells = ["bash", "dash"].filter { shell in
        ["/bin/\(shell)", "/usr/bin/\(shell)"].contains { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static let others = ["A", "B", "C", "D", "X", "L", "M", "OTHER", "DB_PASSWORD", "r"]

    /// Pieces that are whole lines; `KEY` is the declared variable.
    private static let plain = [
        "A=1", "B=two", "C='a b'", "D=\"x $A\"", "X=\"a\nb\"", "L='\nKEY=inner\n'", "", "# KEY=1 don't", "export A",
        "export M=1", "A=1 # c", "URL=http://x/?a=1&b=2", "B=${A:-x}", "OTHER=$A", "set -a", "set +a", "unset B",
        "if true; then\n  A=2\nfi", "[ -n \"$A\" ] && B=3", "f() { B=4; }", "f", "true", ": ${C:=5}", "readonly",
        "case $A in\n1) B=6 ;;\nesac", "for X in 1 2; do\n  C=$X\ndone", "if [ -n \"$A\" ]; then { A=7; }; ( A=8 ); fi",
        "echo hi",
        "export -- A",
        "export A=1 \\\n  B=2", "A=`echo 1`", "C=$(echo 2)", "M=$(echo \"$(echo 3)\")", "declare -x A", "A=a\\ b",
        "while false; do\n  A=9\ndone", "printf '%s' x", "echo <<'E' >/dev/null\nx\nE",
    ]

    private static let rough = [
        "X=(a", "X=(a\nKEY=old\n)", "export X=(a\nKEY=old\n)", "false && {", "A=${B:-\nKEY=old\n}", "A=`echo\nKEY=old`",
        "A=$(echo x # )\nKEY=old\nB=)", "A=$(case x in x) B=1\nKEY=old\nC=1 ;; esac)", "test -f x &&",
        "false &&\n# c\n",
        "A=1 |", "false ||\n\n", "KEY[0]=x", "declare -n r=KEY", "r=x", "unset ${!K*}", "unset \"${!K*}\"",
        "read KEY </dev/null", "read -r A </dev/null", "printf -v KEY x", "for KEY in a; do :; done", "for A in b; do",
        "getopts a KEY", "mapfile KEY </dev/null", "set -e", "false", "set -u", "A=$NOPE", "set -n", "exit", "exit 0",
        "return", "kill $$", "exec >/dev/null", "exec true", ". ./other", "source ./other", "eval 'KEY=x'",
        "eval KEY=old", "alias KEY=x", "trap 'KEY=x' EXIT", "let KEY=1", "((KEY=1))", "A=$((KEY=1))", "x='KEY=5'",
        "A=$((x))", "[[ x -eq 1 ]]", "A=${x:KEY=1:2}", "A=${NOPE?}", "A=${NOPE:?no}", "A=${x y}", "readonly KEY",
        "KEY+=x", "export KEY=old A=2", "export A=2 KEY=old", "unset KEY", "unset -v A \\\nKEY", "local A=1",
        "A=b exit",
        "A=b . ./other", "A=1; exit", "A=1 \\", "A=\\", "A=x&&", "if false; then", "fi", "else", "done", "}", ")",
        "esac", ";;", "case x in", "f() {", "f()", "function g {", "coproc KEY=x", "shopt -s expand_aliases", "!",
        "! true",
        "time", "{", "(", "export A-B=1", "export $x=1", "set -o nounset", "set -o pipefail", "cat <<E", ": <<E", "E",
        "export {KEY,A}=x", "KEY=x true", "KEY=old; A=2", "KEY=old &", "KEY=\"$(echo)\"", "\"KEY\"=x", "set -- KEY=x",
        "export \"$@\"", "exit() { :; }", "g() { KEY=x; }", "g", "f() { return; }", "A=1;KEY=x", "A='it\\'s'", "A=it's",
        "B=\"a\\\"", "shift", "break", "export A=\"$(cat x)\"", "A=$'a\\'b'", "'unset' KEY", "\\unset KEY",
        "u\\nset KEY",
        "command unset KEY", "command -p unset KEY", "builtin unset KEY", "$(echo unset) KEY", "A=1 $x",
        "typeset -i KEY",
        "declare -u KEY", "export -n KEY", "export -p", "readonly A=1", "A=$[KEY=1]", "A[KEY=1]=2",
        "unset 'KEY'", "test -v 'A[KEY=1]'", "echo x >&$A", ": > /nope/x", "wait -n -p KEY", "A=x\\\\",
        "echo \"a\nKEY=old\n\"", "A=\"x\" B='\nKEY=old'", "until KEY=x; do :; done", "select KEY in a; do break; done",
        "hash -r", "hash -p /bin/true echo", "A=\"${B:-\"}\"", "A=${B:-'}'}", "A=\"${B:-'}'}", "#\\", "# \\",
        "A=\"a`echo \\\"b`\"", "set -k", "set -t", "exec 3<&-", "B=1 export KEY", "A=1 read KEY <x",
        "A=1 command eval KEY=x",
    ]

    private static let keys = ["KEY=old", "export KEY=old", "KEY='old'", "KEY=\"old\" # c", "  KEY=old", "KEY=", ""]

    private struct Trial {
        let before: String
        let after: String
        let key: String
    }

    private func trial(_ text: String, _ layout: FragmentLayout) throws -> Trial? {
        let key = makeKey()
        let fragment = try layout.fragment(".env")
        guard let content = try? layout.content(of: fragment, keys: [key], observed: file(text)) else { return nil }
        return Trial(before: text, after: content.text, key: key.text)
    }

    /// The variables after each text was sourced by a shell of its own: the key's, then the others.
    private func values(_ texts: [String], _ shell: String) throws -> [[String]] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keyturn-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, text) in texts.enumerated() {
            try Data(text.utf8).write(to: folder.appendingPathComponent("\(index)"))
        }
        let names = (["KEY"] + Self.others).map { "\"${\($0)-(unset)}\"" }.joined(separator: " ")
        let script = """
            i=0
            while [ $i -lt \(texts.count) ]; do
                (
                    trap 'printf "%s\\036" \(names) >&3' EXIT
                    . ./$i
                ) >/dev/null 2>&1 </dev/null
                printf '\\035' >&3
                i=$((i + 1))
            done
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let run = "exec 3>&1; exec \(shell) -c \"$0\""
        process.arguments = ["-i", "PATH=/usr/bin:/bin", "sh", "-c", run, script]
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return output.split(separator: "\u{1d}", omittingEmptySubsequences: false).dropLast().map { values in
            values.split(separator: "\u{1e}", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private func check(_ trials: [Trial]) throws {
        for shell in Self.shells {
            let values = try values(trials.flatMap { [$0.before, $0.after] }, shell)
            #expect(values.count == trials.count * 2)
            for (index, trial) in trials.enumerated() where values.count == trials.count * 2 {
                let (before, after) = (values[index * 2], values[index * 2 + 1])
                #expect(after.first == trial.key, "\(shell): \(trial.before.debugDescription)")
                #expect(after.dropFirst() == before.dropFirst(), "\(shell): \(trial.before.debugDescription)")
            }
        }
    }

    @Test func `a shell has the key after each piece that is edited, and before it`() throws {
        let layout = try makeLayout([("a", [.dotenv(file: ".env", variable: "KEY")])])
        var trials: [Trial] = []
        var known = 0
        for piece in Self.plain + Self.rough {
            for text in [
                "\(piece)\nKEY=old\n", "KEY=old\n\(piece)\n", "\(piece)\n", "A=0\n\(piece)", "KEY=old\n\(piece)\nB=1",
            ] {
                guard let trial = try trial(text, layout) else { continue }
                trials.append(trial)
                if Self.plain.contains(piece) { known += 1 }
            }
        }
        #expect(known > Self.plain.count * 4)
        try check(trials)
    }

    @Test(arguments: 0..<6) func `a shell has the key after random files that are edited`(seed: Int) throws {
        var random = FixedRandom(seed: UInt64(seed))
        let layout = try makeLayout([("a", [.dotenv(file: ".env", variable: "KEY")])])
        var trials: [Trial] = []
        for _ in 0..<1500 {
            var lines = (0..<Int.random(in: 1...5, using: &random)).compactMap { _ in
                Int.random(in: 0..<4, using: &random) == 0
                    ? Self.rough.randomElement(using: &random) : Self.plain.randomElement(using: &random)
            }
            let key = Self.keys.randomElement(using: &random) ?? ""
            if !key.isEmpty { lines.insert(key, at: Int.random(in: 0...lines.count, using: &random)) }
            let end = Bool.random(using: &random) ? "\n" : ""
            if let trial = try trial(lines.joined(separator: "\n") + end, layout) { trials.append(trial) }
        }
        #expect(trials.count > 200)
        try check(trials)
    }
}

import Diagnostics
import Fragments
import Model
import Testing

struct ForeignFormatTests {
    private func problem(_ bytes: [UInt8]) throws -> Diagnostic? {
        let layout = try makeLayout([("a", [.dotenv(file: ".env", variable: "KEY")])])
        let key = makeKey()
        let observed = ObservedFile.file(bytes.withUnsafeBytes { Secret($0) }, attributesMatch: true)
        let inspection = try layout.inspect(layout.fragment(".env"), keys: [key], observed: observed)
        let fragment = try layout.fragment(".env")
        do throws(Diagnostic) {
            _ = try layout.content(of: fragment, keys: [key], observed: observed)
        } catch {
            #expect(inspection.problem == error, "whoever plans is to know what whoever applies does")
            return error
        }
        return nil
    }

    @Test(arguments: [
        ("dotenvx", "#/---[DOTENV_PUBLIC_KEY]---/\nDOTENV_PUBLIC_KEY=\"03f8\"\nKEY=\"encrypted:BD9\"\n"),
        ("dotenvx", "A=1\nexport B='encrypted:BD9'\n"), ("dotenvx", "DOTENV_PUBLIC_KEY_PROD=03f8\r\nA=1\r\n"),
        ("dotenv-vault", "DOTENV_VAULT_PROD=\"x\"\n"),
        ("sops", "A=ENC[AES256_GCM,data:x,type:str]\nsops_version=3.8\n"),
        ("sops", "{\n \"data\": \"ENC[AES256_GCM,data:x]\",\n \"sops\": {}\n}"),
        ("sops", "KEY: ENC[AES256_GCM,data:x]\n"),
        ("ansible-vault", "$ANSIBLE_VAULT;1.1;AES256\n6162\n"),
        ("ansible-vault", "KEY: !vault |\n  $ANSIBLE_VAULT;1.1\n"),
        ("age", "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n"), ("age", "age-encryption.org/v1\n-> X25519 x\n"),
        ("PGP", "-----BEGIN PGP MESSAGE-----\n\nhQE\n"), ("git-crypt", "\0GITCRYPT\0abc"),
        ("OpenSSL", "Salted__abc"), ("OpenSSL", "U2FsdGVkX1+abc\n"),
    ])
    func `a file that is encrypted is refused, and says by what`(tool: String, text: String) throws {
        let error = try #require(try problem(Array(text.utf8)))
        #expect(error.code == "dotenv-encrypted")
        #expect(error.summary == "/srv/deploy/prod/.env cannot be edited: this file is encrypted (\(tool))")
    }

    @Test func `a message of PGP that is not armored is refused`() throws {
        let bytes: [UInt8] =
            [0x85, 0x02, 0x0c, 0x03] + (0..<200).map { UInt8(truncatingIfNeeded: $0 * 37 + 128) | 0x80 }
        #expect(try problem(bytes)?.code == "dotenv-encrypted")
    }

    @Test(arguments: [
        ("JSON", "{\"KEY\": \"old\"}\n"), ("JSON", "\u{feff}\n  {\n}\n"), ("INI or TOML", "[db]\nKEY = \"x\"\n"),
        ("INI or TOML", "[1, 2]\n"), ("YAML", "---\nKEY: old\n"), ("YAML", "a:\n  KEY: old\n"), ("YAML", "a:\n- b\n"),
        ("YAML", "%YAML 1.2\n"), ("XML", "<config>\n</config>\n"), ("a PEM file", "-----BEGIN PRIVATE KEY-----\nMII\n"),
        ("a binary file", "KEY=\u{1}\n"),
        ("a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid x\n"),
        ("YAML", "log: debug\nport: 80\n"), ("a script that no shell runs", "#!/usr/bin/env python3\nA=1\n"),
        ("a script that no shell runs", "#!/usr/bin/node\nA=1\n"), ("YAML", "log: debug\r\nKEY: old\r\n"),
        ("YAML", "KEY: old\n"),
        (Self.code, "title = \"x\"\nport = 80\n"), (Self.code, "module.exports = {A: 1}\n"),
        (Self.code, "KEY = old\r\n"),
    ])
    func `a file of another format is refused, and says of which`(format: String, text: String) throws {
        let error = try #require(try problem(Array(text.utf8)))
        #expect(error.code == "dotenv-format")
        #expect(error.summary == "/srv/deploy/prod/.env is not a dotenv file: it looks like \(format)")
    }

    private static let code = "TOML, INI or program code"

    @Test(arguments: [
        (1, "const A=1;\n"), (1, "import os\nA=1\n"), (1, "FROM alpine\nENV A=1\n"), (1, "variable \"A\" {\n}\n"),
        (1, "A := 1\n"), (1, "A ?= 1\n"), (1, "@echo off\nset A=1\n"), (1, "set A=1\n"), (1, "; c\nA=1\n"),
        (1, "server {\n  listen 80;\n}\n"), (2, "A=1\nsome words\n"), (1, "=x\nA=1\n"), (2, "A=1\nB: 2\n"),
        (2, "A=1\nB = 2\n"), (1, "key:value\n"), (1, "\"a string\"\n"), (1, "Ä=ö\n"), (1, "-- c\nA=1\n"),
        (1, "! c\nA=1\n"), (1, "$A = 1\n"), (1, "A B=1\n"), (3, "A='\n'\nx y\n"), (2, "A=1\n%B%=2\nexport A\n"),
        (1, "using A;\nB=1;\n"), (1, "A+=1\n"), (1, "(\nA=1\n)\n"),
    ])
    func `a line that no reader of dotenv files knows is named`(line: Int, text: String) throws {
        let error = try #require(try problem(Array(text.utf8)), "\(text)")
        #expect(error.code == "dotenv-format")
        #expect(
            error.summary.hasPrefix("/srv/deploy/prod/.env is not a dotenv file: line \(line): "),
            "\(error.summary)"
        )
    }

    @Test(arguments: [[0xff, 0xfe, 0x41, 0x42], [0xfe, 0xff, 0x41, 0x42]] as [[UInt8]])
    func `UTF-16 is another format`(bytes: [UInt8]) throws { #expect(try problem(bytes)?.code == "dotenv-format") }

    @Test(arguments: [
        "#!/bin/sh\n[ -f x ] && B=1\nKEY=old\n", "A={\"b\": 1}\nKEY=old\n", "A=[1, 2]\n",
        "export KEY\n",
        "# {\nA=1\n", "A=encrypted\nKEY=old\n", "A=1\n\n  B=2\n", "",
    ])
    func `what only resembles one is edited`(text: String) throws { #expect(try problem(Array(text.utf8)) == nil) }

    @Test(
        arguments: [
            (1, "if true; then\n  KEY=old\nfi\n"), (1, "if true\nthen\nKEY=old\nelse\nA=1\nfi\n"),
            (1, "case $E in\nprod)\n  export KEY=old\n  ;;\nesac\n"), (1, "for a in 1 2; do\nKEY=old\ndone\n"),
            (2, "A=1\nload() {\n  KEY=old\n}\nload\n"), (1, "load ()\n{\nKEY=old\n}\n"),
            (1, "function load {\nKEY=old\n}\n"),
            (2, "A=1\n{\nKEY=old\n} > /dev/null\n"), (1, "(\r\nKEY=old\r\n)\r\n"), (2, "KEY=old\n. ./other.env\n"),
            (3, "KEY=old\n\nsource other.env\n"), (2, "KEY=old\n[ -f x ] && . ./x\n"),
            (2, "KEY=old\nif [ -f x ]; then . ./x; fi\n"), (2, "KEY=old\neval \"$(cat x)\"\n"),
            (1, "[ -n \"$KEY\" ] && return\nKEY=old\n"), (1, "exit 0\nKEY=old\n"), (1, "if false; then\nA=1\n"),
            (2, "KEY=old\nA=1; . ./x\n"), (2, "KEY=old\nexport A=1 && . ./x\n"), (2, "KEY=old\n\\. ./x\n"),
            (2, "KEY=old\ncommand . ./x\n"), (1, "false &&\nKEY=old\n"), (1, "A=1 ||\nexport KEY=old\n"),
            (1, "test -f x &&\n\n# c\nKEY=old\n"), (1, "false |\n\nKEY=old\n"), (1, "false && {\nA=1\n"),
            (1, "A=1; if you can\nKEY=old\n"), (1, ". ./other.env\nKEY=old\n"), (1, "[ -f x ] && . ./x\nKEY=old\n"),
            (2, "KEY=old\ndeclare -n r=KEY\nr=x\n"), (2, "KEY=old\nunset ${!K*}\n"), (2, "KEY=old\nunset \"${!K*}\"\n"),
            (1, "set -e\nKEY=old\n"), (1, "set -u\nKEY=old\n"), (1, "set -n\nKEY=old\n"), (1, "exec >x\nKEY=old\n"),
            (1, "kill $$\nA=1\nset -a\n"), (1, "readonly KEY\nKEY=old\n"), (1, "readonly A\nKEY=old\n"),
            (1, "trap x EXIT\nKEY=old\n"), (1, "alias a=b\nKEY=old\n"), (2, "set -a\nprogram\tx\nKEY=old\n"),
            (2, "set -a\nA=b(c)\nKEY=old\n"), (1, "\u{feff}set -a\nKEY=old\n"), (1, "local A\nKEY=old\n"),
            (1, "while read -r line; do\nA=1\n"),
        ] as [(Int, String)]
    )
    func `a script in which a line is not all that sets the variable is refused`(line: Int, text: String) throws {
        let error = try #require(try problem(Array(text.utf8)), "\(text)")
        #expect(error.code == "dotenv-syntax")
        #expect(error.summary.contains("this file is a shell script: line \(line): "), "\(error.summary)")
    }

    @Test(arguments: [
        "if true; then\n  A=1\nfi\nKEY=old\n", "KEY=old\nif true; then\n  A=1\nfi\n",
        "set -a\nKEY=old\nset +a\n", "A='\nif x\n. y\n'\nKEY=old\n", "KEY=old\n# . ./other.env\n",
        "KEY=old\nset -e\n", "KEY=old\nf() {\n  return 1\n}\nf\n", "A=please read this\nKEY=old\n",
        "KEY=old\nexport A=1 \\\n  B=2\n", "case $A in\n1) B=2 ;;\n*)\n  B=3\nesac\nKEY=old\n",
        "for A in 1 2; do\n  B=$A\ndone\nKEY=old\n", "KEY=old\n: <<'E'\n. y\nE\n", "KEY=old\nB=x\nexit 0\n",
        "load() { :; }\nKEY=old\n",
    ])
    func `a script whose variable is set by its line alone is edited`(text: String) throws {
        #expect(try problem(Array(text.utf8)) == nil, "\(text)")
    }

    @Test func `bytes that are not UTF-8 are kept in a dotenv file`() throws {
        #expect(try problem(Array("A=Jos".utf8) + [0xe9] + Array("\nKEY=old\n".utf8)) == nil)
    }
}

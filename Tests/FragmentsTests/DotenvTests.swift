import Diagnostics
import Fragments
import Model
import Testing

struct DotenvTests {
    /// One identity for each variable.
    private func makeLayout(_ variables: [String] = ["KEY"]) throws -> FragmentLayout {
        try FragmentsTests.makeLayout(
            variables.map { ("id-\($0)", [.dotenv(file: ".env", variable: $0)]) }
        )
    }

    @Test func `a file of ours is written whole`() throws {
        let layout = try makeLayout(["B", "A"])
        let (b, a) = (makeKey(), makeKey())
        let text = try layout.text(of: ".env", [b, a])
        #expect(
            text == """
                # Written by keyturn; edits are overwritten. Delete this line to make the file your own: then keyturn \
                changes nothing but the values that it delivers.
                A=\(a.text)
                B=\(b.text)

                """
        )
        let edited = text + "OTHER=1\nA=twice\n'unterminated"
        #expect(try layout.text(of: ".env", [b, a], observed: file(edited)) == text)
    }

    @Test func `without its first line it is the user's own`() throws {
        let layout = try makeLayout()
        let written = try layout.text(of: ".env", [makeKey()])
        let own = written.drop { $0 != "\n" }.dropFirst() + "OTHER=1\n"
        let key = makeKey()
        #expect(
            try layout.text(of: ".env", [key], observed: file(String(own))) == "KEY=\(key.text)\nOTHER=1\n"
        )
    }

    /// `@` stands for the key in what comes out.
    @Test(
        arguments: [
            // Where the value stands.
            ("KEY=old", "KEY=@"),
            ("KEY=old\n", "KEY=@\n"),
            ("A=1\nKEY=old\nB=2\n", "A=1\nKEY=@\nB=2\n"),
            ("KEY=", "KEY=@"),
            ("KEY=\n", "KEY=@\n"),
            ("KEY=  \nB=1", "KEY=@  \nB=1"),
            ("KEY", "KEY=@"),
            ("KEY  # from the shell\n", "KEY=@  # from the shell\n"),
            ("  KEY=old  \t\n", "  KEY=@  \t\n"),
            ("export KEY=old\n", "export KEY=@\n"),
            ("\texport \t KEY=old\n", "\texport \t KEY=@\n"),
            // What follows it.
            ("KEY=old # a comment\n", "KEY=@ # a comment\n"),
            ("KEY=old#not-a-comment\n", "KEY=@\n"),
            ("KEY=#not-a-comment\n", "KEY=@\n"),
            ("KEY= # a comment\n", "KEY=@ # a comment\n"),
            ("KEY=old   # c # d\n", "KEY=@   # c # d\n"),
            ("KEY=${OTHER:-x}\n", "KEY=@\n"),
            ("KEY=\"$A ${B} ${OTHER-x}\"\n", "KEY=\"@\"\n"),
            ("KEY='$(cat x)'\n", "KEY='@'\n"),
            // Quotes.
            ("KEY='old'\n", "KEY='@'\n"),
            ("KEY=\"old\" # c\n", "KEY=\"@\" # c\n"),
            ("KEY=\"o\\\"l # d\"\n", "KEY=\"@\"\n"),
            ("KEY=\"\"\n", "KEY=\"@\"\n"),
            ("KEY=\"one\ntwo\n\"\nB=1", "KEY=\"@\"\nB=1"),
            ("KEY=old\nB=it's\n", "KEY=@\nB=it's\n"),
            ("B=\"it's\"\nKEY=old\n", "B=\"it's\"\nKEY=@\n"),
            ("B=\"\\\"x\\\"\"\nKEY=old\n", "B=\"\\\"x\\\"\"\nKEY=@\n"),
            ("A=\"x\\\\\"\nKEY=old\n", "A=\"x\\\\\"\nKEY=@\n"),
            // What is not a definition.
            ("#KEY=old\nKEY=old\n", "#KEY=old\nKEY=@\n"),
            ("  # KEY=old\nKEY=old\n", "  # KEY=old\nKEY=@\n"),
            ("MY_KEY=1\nKEY_2=2\nKEY=old\n", "MY_KEY=1\nKEY_2=2\nKEY=@\n"),
            ("key=1\nKEY=old\n", "key=1\nKEY=@\n"),
            ("A='\nKEY=inside\n'\nKEY=old\n", "A='\nKEY=inside\n'\nKEY=@\n"),
            ("URL=http://x/?k=${KEY}\nKEY=old\n", "URL=http://x/?k=${KEY}\nKEY=@\n"),
            ("B=1 # KEY=2\nKEY=old\n", "B=1 # KEY=2\nKEY=@\n"),
            ("KEY=old\nreadonly KEY\ndeclare -x KEY\n", "KEY=@\nreadonly KEY\ndeclare -x KEY\n"),
            ("KEY=old\nexport KEY\n", "KEY=@\nexport KEY\n"),
            ("B=KEY=1\nKEY=old", "B=KEY=1\nKEY=@"),
            ("A=a line of words\nKEY=old\n", "A=a line of words\nKEY=@\n"),
            ("A=b(c)d\nB=<x>\nKEY=old\n", "A=b(c)d\nB=<x>\nKEY=@\n"),
            ("A=http://x/?b=1&c=2;d\nKEY=old\n", "A=http://x/?b=1&c=2;d\nKEY=@\n"),
            ("# it's a comment\nKEY=old\n", "# it's a comment\nKEY=@\n"),
            // Line ends and bytes of all kinds.
            ("A=1\r\nKEY=old\r\nB=2\r\n", "A=1\r\nKEY=@\r\nB=2\r\n"),
            ("A=1\r\nKEY=old  \r\n", "A=1\r\nKEY=@  \r\n"),
            ("\u{feff}A=1\nKEY=old\n", "\u{feff}A=1\nKEY=@\n"),
            ("#Ä=ö\n\n\nA=😀\nKEY=old\n\n", "#Ä=ö\n\n\nA=😀\nKEY=@\n\n"),
            // Missing: on a line of its own, at the end.
            ("", "KEY=@\n"),
            ("\u{feff}", "\u{feff}\nKEY=@\n"),
            ("\n", "\nKEY=@\n"),
            ("A=1\n", "A=1\nKEY=@\n"),
            ("A=1", "A=1\nKEY=@\n"),
            ("A=1\r\n", "A=1\r\nKEY=@\r\n"),
            ("A=1\r\nB=2", "A=1\r\nB=2\r\nKEY=@\r\n"),
            ("A='\nKEY=inside'", "A='\nKEY=inside'\nKEY=@\n"),
            ("export KEY", "export KEY\nKEY=@\n"),
        ] as [(String, String)]
    )
    func `in a file of the users' own only the value changes`(before: String, after: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(".env")
        let key = makeKey()
        let expected = after.split(separator: "@", omittingEmptySubsequences: false).joined(separator: key.text)
        let content = try #require(try layout.content(of: fragment, keys: [key], observed: file(before)))
        #expect(Array(content.text.utf8) == Array(expected.utf8))
        // What was written is as it should be, and writing it again changes nothing.
        let written = ObservedFile.file(content, attributesMatch: true)
        let inspection = layout.inspect(fragment, keys: [key], observed: written)
        #expect(inspection.findings.isEmpty && inspection.problem == nil)
        #expect(inspection.keys == [key.fingerprint])
        #expect(try layout.content(of: fragment, keys: [key], observed: written) == content)
    }

    @Test(arguments: [
        ("KEY=1\nKEY=2\n", "lines 1 and 2"),
        ("KEY=1\r\n\r\nexport KEY='2'\r\n", "lines 1 and 3"),
        ("A='\n\n'\nKEY=1\nB=2\nKEY=3\nKEY\n", "lines 4, 6 and 7"),
    ])
    func `a variable that is defined twice is refused with all its lines`(text: String, lines: String) throws {
        let layout = try makeLayout()
        let fragment = try layout.fragment(".env")
        let key = makeKey()
        let error = #expect(throws: Diagnostic.self) {
            try layout.content(of: fragment, keys: [key], observed: file(text))
        }
        #expect(error?.code == "variable-defined-twice")
        #expect(error?.summary == "/srv/deploy/prod/.env defines KEY more than once, in \(lines)")
        for keys in [[key], [nil]] {
            let inspection = layout.inspect(fragment, keys: keys, observed: file(text))
            #expect(inspection.problem == error)
            #expect(inspection.findings.isEmpty)
        }
    }

    @Test(
        arguments: [
            ("A=1\nKEY='old\nB=2\n", 2, "a quote is opened and never closed"),
            ("KEY=1\nB=\"it\\\"\n", 2, "a quote is opened and never closed"),
            ("KEY=\"a\"b\n", 1, "text follows the closing quote"),
            ("KEY='a' 'b'\n", 1, "text follows the closing quote"),
            ("KEY='a'#b\n", 1, "text follows the closing quote"),
            ("A=1\n\nKEY=a\\\nb\n", 3, "a shell would continue reading on the next line"),
            ("export KEY=a OTHER=b\n", 1, "a shell would read more than one word"),
            // What a shell takes for the end of the value, or for a command.
            ("KEY=old; DB_PASSWORD=x\n", 1, "a shell would read more than one word"),
            ("KEY=old;DB_PASSWORD=x\n", 1, "a shell would read more than a value"),
            ("KEY=old&x=1\n", 1, "a shell would read more than a value"),
            ("KEY=old|tee\n", 1, "a shell would read more than a value"),
            ("KEY=`old\n", 1, "a shell would read more than a value"),
            ("KEY=`old`\n", 1, "a shell would run the text in backticks"),
            ("KEY=``\n", 1, "a shell would run the text in backticks"),
            ("A=`\nKEY=old\n`\nKEY=new\n", 3, "a shell would run the text in backticks"),
            ("KEY=o`id`\n", 1, "a shell would read more than a value"),
            ("KEY=$(id)\n", 1, "a shell would read more than a value"),
            ("KEY=old>f\n", 1, "a shell would read more than a value"),
            ("KEY=o\\ld\n", 1, "a shell would read more than a value"),
            ("KEY=o'ld\nB=it's\n", 1, "a shell would read more than a value"),
            ("KEY=old words\n", 1, "a shell would read more than one word"),
            ("KEY=old\tB=x\r\n", 1, "a shell would read more than one word"),
            ("KEY= B=x\n", 1, "a shell would read a second variable"),
            // A definition that is not at the start of its line.
            ("B=1\nexport A=1 KEY=old\n", 2, "it sets KEY in a way that readers interpret differently"),
            ("A=1; KEY=old\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("A=1 KEY=old\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("A=1&&KEY=old\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("declare -x KEY=old\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("typeset KEY=old\r\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("A=1\r\nreadonly KEY='old'\r\n", 2, "it sets KEY in a way that readers interpret differently"),
            ("local KEY=old\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("KEY=old\nB=\"x\" KEY=2\n", 2, "it sets KEY in a way that readers interpret differently"),
            ("KEY=old\nKEY+=more\n", 2, "it sets KEY in a way that readers interpret differently"),
            ("\"KEY\"=old\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("KEY=old\nunset KEY\n", 2, "it sets KEY in a way that readers interpret differently"),
            ("KEY=old\nexport -n KEY\n", 2, "it sets KEY in a way that readers interpret differently"),
            ("setenv KEY old\nA=1\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("set -gx KEY old\nA=1\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("A=1\n$env:KEY = \"old\"\n", 2, "it sets KEY in a way that readers interpret differently"),
            ("KEY[0]=x\n", 1, "it sets KEY in a way that readers interpret differently"),
            ("A=1\nKEY: old\n", 2, "not all readers know a colon in place of `=`"),
            ("A=1\nKEY = old\n", 2, "not all readers allow space before `=`"),
            ("\u{feff}KEY=old\n", 1, "a byte order mark is before the name, which not all readers ignore"),
            // What is run or set where the value is read.
            ("KEY=${OTHER:=x}\n", 1, Self.expansion), ("KEY=\"${OTHER:=x}\"\n", 1, Self.expansion),
            ("KEY=\"$(cat x)\"\n", 1, Self.expansion), ("KEY=\"`cat x`\"\n", 1, Self.expansion),
            ("KEY=\"${OTHER:-${B=x}}\"\n", 1, Self.expansion), ("KEY=${OTHER?no}\n", 1, Self.expansion),
            // Where lines begin.
            ("A=1\rKEY=old\rB=2\r", 1, Self.bareReturn), ("A=1\nKEY=old\rB=2\n", 2, Self.bareReturn),
            ("A=1\r\nKEY=old\r", 2, Self.bareReturn), ("A=1\r", 1, Self.bareReturn),
            ("X=(a\nKEY=old\n)\n", 1, Self.brackets), ("export X=(a\nb\n", 1, Self.brackets),
            ("A=${B:-\nKEY=old\n}\n", 1, Self.brackets), ("A=$(\nKEY=old\n)\n", 1, Self.brackets),
            ("A=$(echo # )\nKEY=old\nB=)\n", 1, Self.brackets),
            ("A=x`echo\nB=`\nKEY=old\n", 1, "a shell would run the text in backticks"),
            ("A=$((B=1))\nKEY=old\n", 1, "a shell calculates here, which may set any variable"),
            ("A=${B:?no}\nKEY=old\n", 1, "a shell might stop reading after this line"),
            ("KEY=old\nA=b . c\n", 2, "a shell would run the text after the value"),
            ("A=b exit\nKEY=old\n", 1, "a shell would run the text after the value"),
            ("WIN='C:\\data\\'\nKEY=old\nX='y'\n", 3, Self.escapedQuote),
            ("WIN='C:\\data\\'\nKEY=old\nX='\n", 3, Self.escapedQuote),
            ("WIN=\"C:\\data\\\"\nKEY=old\nX=\"y\n\"\n", 3, Self.escapedQuote),
            ("KEY='o\\'ld'\n", 1, Self.escapedQuote),
            ("KEY=old\nA='x\\\\'\nB='\nKEY=inner\n'\n", 2, Self.escapedQuote),
            ("A=\"x\\\\\"\nKEY=\"old\"\n", 1, Self.escapedQuote), ("A='x\\\\'\nKEY=old\nB='y'\n", 1, Self.escapedQuote),
            ("B=it's\nKEY=old\n", 1, "a shell would continue reading the quote on the next line"),
            ("cat > x <<EOF\nKEY=old\nEOF\n", 1, "a shell would pass the next lines to a command"),
            ("echo \"hi\nKEY=old\n", 1, "a shell would continue reading the quote on the next line"),
            ("DIR=C:\\data\\\nKEY=old\n", 1, "a shell would continue reading on the next line"),
            ("A=1\nDIR=C:\\data\\", 2, "a shell would continue reading on the next line"),
        ] as [(String, Int, String)]
    )
    func `a file that readers would not agree on is refused`(text: String, line: Int, why: String) throws {
        let layout = try makeLayout()
        let error = #expect(throws: Diagnostic.self) {
            try layout.text(of: ".env", [makeKey()], observed: file(text))
        }
        #expect(error?.code == "dotenv-syntax")
        #expect(error?.summary == "/srv/deploy/prod/.env cannot be edited safely: line \(line): \(why)")
        // Whoever shows a diagnostic shows the line that it points at: it must not point into a file with keys.
        #expect(error?.location == nil)
    }

    private static let expansion = "a shell would run or set something where it reads the value"
    private static let bareReturn = "a carriage return alone ends a line for some readers, and not for others"
    private static let brackets = "a shell would continue reading the brackets on the next line"
    private static let escapedQuote = "readers do not agree on whether a quote after a backslash ends the value"

    @Test(arguments: [("\0KEY=a\n", 1), ("A=b\r\nKEY=\0\n", 2), ("A=b\rB=c\n#\0", 3)])
    func `a file with a NUL byte is not a dotenv file`(text: String, line: Int) throws {
        let layout = try makeLayout()
        let error = #expect(throws: Diagnostic.self) {
            try layout.text(of: ".env", [makeKey()], observed: file(text))
        }
        #expect(error?.code == "dotenv-syntax")
        #expect(error?.summary == "/srv/deploy/prod/.env is not a dotenv file: line \(line) contains a NUL byte")
        #expect(error?.fix == "Deliver to another file, or remove the NUL byte from this one.")
    }

    @Test func `what other readers find in a file is known, also of those that take lines as they stand`() {
        let text = "\u{FEFF}A='x y' # z\r\n  B=\"b\"\n#C=c\nD=\nA2=1\nB=last \n"
        func of(_ text: String) -> Fingerprint { Fingerprint(of: Secret(text: text)) }
        let names: Set<String> = ["A", "B", "C", "D"]
        let raw = DotenvValues.rawFingerprints(of: names, in: Secret(text: text))
        #expect(raw == ["A": of("'x y' # z"), "B": of("last "), "D": .ofNothing])
        let read = DotenvValues.fingerprints(of: names, in: Secret(text: text))
        #expect(read == ["A": of("x y"), "B": of("last"), "D": .ofNothing])
    }

    @Test func `what is doubtful in other variables is none of our business`() throws {
        let layout = try makeLayout()
        let key = makeKey()
        let own = "A=\"a\"b\nB=a\\\nexport C=a D=b\nA=twice\nE=f; G\nKEY="
        #expect(try layout.text(of: ".env", [key], observed: file(own)) == own + key.text)
    }

    @Test func `several variables are changed and added at once`() throws {
        let layout = try makeLayout(["C", "A", "D", "B"])
        let keys = (0..<4).map { _ in makeKey() }
        let (c, a, d, b) = (keys[0].text, keys[1].text, keys[2].text, keys[3].text)
        #expect(
            try layout.text(of: ".env", keys, observed: file("C=x\nX=1\nA='y'"))
                == "C=\(c)\nX=1\nA='\(a)'\nB=\(b)\nD=\(d)\n"
        )
    }

    /// Random files out of pieces that are hard to read; the values of ours are known by where they were put.
    @Test(arguments: 0..<400) func `every other byte of a random file is kept`(seed: Int) throws {
        var random = FixedRandom(seed: UInt64(seed))
        let ends = ["\n", "\r\n"]
        let end = ends.randomElement(using: &random) ?? "\n"
        let others = [
            "A=1", "", "   ", "# KEY=1", "B='it\(end)KEY=no\(end)'", "C=\"x \(end)KEY_2=no\"  # c",
            "L=\"x \\\" KEY=no\"  # c", "D=e f",
            "E= 'x'", "F", "G=\\x", "H=ä#ö", "I=`a`", "J= \" # \"", end == "\n" ? "export KEY" : "# export KEY", "\t",
            "N=some more words", "O.P-Q=1",
            "K=\"\\\\k\"",
        ]
        let forms = [
            ("KEY=", ""), ("export KEY=", " # c"), ("KEY= '", "'"), ("  KEY=\"", "\"  "), ("KEY=", "\t# 'c'"),
        ]
        let values = ["", "old", "x-y_z", "changeme"]
        var before = Bool.random(using: &random) ? "\u{feff}#\(end)" : ""
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            before += (others.randomElement(using: &random) ?? "") + end
        }
        let form = forms.randomElement(using: &random) ?? forms[0]
        var after = ""
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            after += end + (others.randomElement(using: &random) ?? "")
        }
        let value = values.randomElement(using: &random) ?? ""
        let isQuoted = form.0.last == "'" || form.0.last == "\""
        let old = value.isEmpty && !isQuoted ? "old" : value
        let layout = try makeLayout()
        let key = makeKey()
        let text = try layout.text(
            of: ".env",
            [key],
            observed: file(before + form.0 + old + form.1 + after)
        )
        #expect(Array(text.utf8) == Array((before + form.0 + key.text + form.1 + after).utf8))
        let fragment = try layout.fragment(".env")
        #expect(layout.inspect(fragment, keys: [key], observed: file(text)).findings.isEmpty)
    }

    /// Whatever bytes there are: an edit that is not refused can be read back, and only inserts and replaces.
    @Test(arguments: 0..<200) func `an edit of garbage settles at once`(seed: Int) throws {
        var random = FixedRandom(seed: UInt64(seed))
        let pieces = ["KEY", "=", "'", "\"", "`", "\\", "\n", "\r", "#", " ", ":", "export ", "A", "\u{feff}", "ä"]
        let layout = try makeLayout()
        let fragment = try layout.fragment(".env")
        for _ in 0..<50 {
            let text = (0..<Int.random(in: 0...12, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let key = makeKey()
            guard let content = try? layout.content(of: fragment, keys: [key], observed: file(text)) else { continue }
            let inspection = layout.inspect(
                fragment,
                keys: [key],
                observed: .file(content, attributesMatch: true)
            )
            #expect(inspection.findings.isEmpty && inspection.problem == nil, "\(Array(text.unicodeScalars))")
            #expect(inspection.keys == [key.fingerprint])
        }
    }
}

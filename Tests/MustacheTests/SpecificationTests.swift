import Mustache
import Testing

/// The cases of the mustache specification (https://github.com/mustache/spec) that hold for what Keyturn promises, by their
/// names there.
@Suite struct SpecificationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let values: [String: MustacheValue]
        let template: String
        let result: String

        init(_ name: String, _ values: [String: MustacheValue], _ template: String, _ result: String) {
            (self.name, self.values, self.template, self.result) = (name, values, template, result)
        }

        var testDescription: String { name }
    }

    private func check(_ one: Case) throws {
        #expect(try MustacheTemplate(one.template).render(one.values) == one.result)
    }

    @Test(arguments: [
        Case("No Interpolation", [:], "Say {hello}!\n", "Say {hello}!\n"),
        Case("Basic Interpolation", ["who": "you"], "For {{who}}!\n", "For you!\n"),
        Case("HTML Escaping", ["odd": "& \" < >"], "Here: {{odd}}\n", "Here: &amp; &quot; &lt; &gt;\n"),
        Case("Triple Mustache", ["odd": "& \" < >"], "Here: {{{odd}}}\n", "Here: & \" < >\n"),
        Case("Ampersand", ["odd": "& \" < >"], "Here: {{&odd}}\n", "Here: & \" < >\n"),
        Case("Basic Context Miss Interpolation", [:], "({{none}})", "()"),
        Case("Triple Mustache Context Miss Interpolation", [:], "({{{none}}})", "()"),
        Case("Ampersand Context Miss Interpolation", [:], "({{&none}})", "()"),
        Case(
            "Dotted Names - Basic Interpolation",
            ["owner": ["name": "Ann"]],
            "{{owner.name}} {{#owner}}{{name}}{{/owner}}",
            "Ann Ann"
        ),
        Case("Dotted Names - Triple Mustache Interpolation", ["a": ["b": "<"]], "{{{a.b}}}", "<"),
        Case("Dotted Names - Ampersand Interpolation", ["a": ["b": "<"]], "{{&a.b}}", "<"),
        Case("Dotted Names - Arbitrary Depth", ["a": ["b": ["c": ["d": ["e": "x"]]]]], "{{a.b.c.d.e}}", "x"),
        Case("Dotted Names - Broken Chains", ["a": [:]], "({{a.b.c}})", "()"),
        Case("Dotted Names - Broken Chain Resolution", ["a": ["b": [:]], "c": ["d": "x"]], "({{a.b.c.d}})", "()"),
        Case(
            "Dotted Names - Initial Resolution",
            ["a": ["b": ["c": "near"]], "b": ["c": "far"]],
            "{{#a}}{{b.c}}{{/a}}",
            "near"
        ),
        Case(
            "Dotted Names - Leading Dot",
            ["a": [:], "b": ["name": "inner"], "name": "outer"],
            "{{#a}}{{.name}}{{/a}}{{#b}}{{.name}}{{/b}}",
            "inner"
        ),
        Case("Dotted Names - Context Precedence", ["a": ["b": [:]], "b": ["c": "far"]], "({{#a}}{{b.c}}{{/a}})", "()"),
        Case("Interpolation - Surrounding Whitespace", ["s": "-"], "| {{s}} |", "| - |"),
        Case("Triple Mustache - Surrounding Whitespace", ["s": "-"], "| {{{s}}} |", "| - |"),
        Case("Ampersand - Surrounding Whitespace", ["s": "-"], "| {{&s}} |", "| - |"),
        Case("Interpolation - Standalone", ["s": "-"], "  {{s}}\n", "  -\n"),
        Case("Triple Mustache - Standalone", ["s": "-"], "  {{{s}}}\n", "  -\n"),
        Case("Ampersand - Standalone", ["s": "-"], "  {{&s}}\n", "  -\n"),
        Case("Interpolation With Padding", ["s": "-"], "|{{ s }}|", "|-|"),
        Case("Triple Mustache With Padding", ["s": "-"], "|{{{ s }}}|", "|-|"),
        Case("Ampersand With Padding", ["s": "-"], "|{{& s }}|", "|-|"),
    ])
    func `variables are put in`(one: Case) throws { try check(one) }

    @Test(arguments: [
        Case("Truthy", ["yes": "1"], "({{#yes}}shown{{/yes}})", "(shown)"),
        Case("Falsey", ["no": []], "({{#no}}shown{{/no}})", "()"),
        Case("Context", ["owner": ["name": "Ann"]], "{{#owner}}for {{name}}{{/owner}}", "for Ann"),
        Case(
            "Parent contexts",
            ["a": "1", "b": "far", "s": ["b": "2"], "c": ["d": "3"]],
            "{{#s}}{{a}}, {{b}}, {{c.d}}{{/s}}",
            "1, 2, 3"
        ),
        Case("Variable test", ["key": "k"], "{{#key}}{{.}} is {{key}}{{/key}}", "k is k"),
        Case(
            "List Contexts",
            ["tops": [["name": "A", "inner": [["n": "1", "last": [["l": "x"], ["l": "y"]]]]]]],
            "{{#tops}}{{#inner}}{{n}}.{{#last}}{{name}}{{n}}{{l}}.{{/last}}{{/inner}}{{/tops}}",
            "1.A1x.A1y."
        ),
        Case(
            "Deeply Nested Contexts",
            ["a": ["one": "1"], "b": ["two": "2"], "c": ["three": "3", "d": ["four": "4", "five": "5"]]],
            """
            {{#a}}
            {{one}}
            {{#b}}
            {{one}}{{two}}
            {{#c}}
            {{one}}{{two}}{{three}}
            {{#d}}
            {{one}}{{two}}{{three}}{{four}}
            {{#five}}
            {{one}}{{two}}{{three}}{{four}}{{five}}{{.}}
            {{/five}}
            {{four}}
            {{/d}}
            {{three}}
            {{/c}}
            {{two}}
            {{/b}}
            {{one}}
            {{/a}}

            """,
            "1\n12\n123\n1234\n123455\n4\n3\n2\n1\n"
        ),
        Case("List", ["list": [["n": "1"], ["n": "2"], ["n": "3"]]], "{{#list}}{{n}}{{/list}}", "123"),
        Case("Empty List", ["list": []], "({{#list}}shown{{/list}})", "()"),
        Case("Strings Not Lists", ["text": "123"], "({{#text}}once{{/text}})", "(once)"),
        Case(
            "Doubled",
            ["yes": "1", "two": "second"],
            "{{#yes}}\n* first\n{{/yes}}\n* {{two}}\n{{#yes}}\n* third\n{{/yes}}\n",
            "* first\n* second\n* third\n"
        ),
        Case("Nested (Truthy)", ["b": "1"], "| A {{#b}}B {{#b}}C{{/b}} D{{/b}} E |", "| A B C D E |"),
        Case("Nested (Falsey)", ["b": []], "| A {{#b}}B {{#b}}C{{/b}} D{{/b}} E |", "| A  E |"),
        Case("Context Misses", [:], "[{{#none}}shown{{/none}}]", "[]"),
        Case("Implicit Iterator - String", ["list": ["a", "b"]], "{{#list}}({{.}}){{/list}}", "(a)(b)"),
        Case(
            "Implicit Iterator - Array",
            ["list": [["1", "2"], ["a", "b"]]],
            "{{#list}}({{#.}}{{.}}{{/.}}){{/list}}",
            "(12)(ab)"
        ),
        Case("Implicit Iterator - HTML Escaping", ["list": ["&", "<"]], "{{#list}}({{.}}){{/list}}", "(&amp;)(&lt;)"),
        Case("Implicit Iterator - Triple mustache", ["list": ["&", "<"]], "{{#list}}({{{.}}}){{/list}}", "(&)(<)"),
        Case("Dotted Names - Truthy", ["a": ["b": ["c": "1"]]], "({{#a.b.c}}x{{/a.b.c}})", "(x)"),
        Case("Dotted Names - Falsey", ["a": ["b": ["c": []]]], "({{#a.b.c}}x{{/a.b.c}})", "()"),
        Case("Dotted Names - Broken Chains", ["a": [:]], "({{#a.b.c}}x{{/a.b.c}})", "()"),
        Case("Surrounding Whitespace", ["b": "1"], " | {{#b}}\t|\t{{/b}} | \n", " | \t|\t | \n"),
        Case("Internal Whitespace", ["b": "1"], " | {{#b}} {{! blanks }}\n {{/b}} | \n", " |  \n  | \n"),
        Case("Indented Inline Sections", ["b": "1"], " {{#b}}ONE{{/b}}\n {{#b}}TWO{{/b}}\n", " ONE\n TWO\n"),
        Case("Standalone Lines", ["b": "1"], "| a\n{{#b}}\n|\n{{/b}}\n| z\n", "| a\n|\n| z\n"),
        Case("Indented Standalone Lines", ["b": "1"], "| a\n  {{#b}}\n|\n  {{/b}}\n| z\n", "| a\n|\n| z\n"),
        Case("Standalone Line Endings", ["b": "1"], "|\r\n{{#b}}\r\n{{/b}}\r\n|", "|\r\n|"),
        Case("Standalone Without Previous Line", ["b": "1"], "  {{#b}}\n#{{/b}}\n/", "#\n/"),
        Case("Standalone Without Newline", ["b": "1"], "#{{#b}}\n/\n  {{/b}}", "#\n/\n"),
        Case("Padding", ["b": "1"], "|{{# b }}={{/ b }}|", "|=|"),
    ])
    func `sections are repeated`(one: Case) throws { try check(one) }

    @Test(arguments: [
        Case("Falsey", ["no": []], "({{^no}}shown{{/no}})", "(shown)"),
        Case("Truthy", ["yes": "1"], "({{^yes}}shown{{/yes}})", "()"),
        Case("Context", ["owner": ["name": "Ann"]], "({{^owner}}shown{{/owner}})", "()"),
        Case("List", ["list": [["n": "1"]]], "({{^list}}{{n}}{{/list}})", "()"),
        Case("Empty List", ["list": []], "({{^list}}none{{/list}})", "(none)"),
        Case(
            "Doubled",
            ["no": [], "two": "second"],
            "{{^no}}\n* first\n{{/no}}\n* {{two}}\n{{^no}}\n* third\n{{/no}}\n",
            "* first\n* second\n* third\n"
        ),
        Case("Nested (Falsey)", ["b": []], "| A {{^b}}B {{^b}}C{{/b}} D{{/b}} E |", "| A B C D E |"),
        Case("Nested (Truthy)", ["b": "1"], "| A {{^b}}B {{^b}}C{{/b}} D{{/b}} E |", "| A  E |"),
        Case("Context Misses", [:], "[{{^none}}none{{/none}}]", "[none]"),
        Case("Dotted Names - Truthy", ["a": ["b": ["c": "1"]]], "({{^a.b.c}}x{{/a.b.c}})", "()"),
        Case("Dotted Names - Falsey", ["a": ["b": ["c": []]]], "({{^a.b.c}}x{{/a.b.c}})", "(x)"),
        Case("Dotted Names - Broken Chains", ["a": [:]], "({{^a.b.c}}x{{/a.b.c}})", "(x)"),
        Case("Surrounding Whitespace", ["b": []], " | {{^b}}\t|\t{{/b}} | \n", " | \t|\t | \n"),
        Case("Internal Whitespace", ["b": []], " | {{^b}} {{! blanks }}\n {{/b}} | \n", " |  \n  | \n"),
        Case("Standalone Lines", ["b": []], "| a\n{{^b}}\n|\n{{/b}}\n| z\n", "| a\n|\n| z\n"),
        Case("Standalone Line Endings", ["b": []], "|\r\n{{^b}}\r\n{{/b}}\r\n|", "|\r\n|"),
        Case("Standalone Without Previous Line", ["b": []], "  {{^b}}\n^{{/b}}\n/", "^\n/"),
        Case("Standalone Without Newline", ["b": []], "^{{^b}}\n/\n  {{/b}}", "^\n/\n"),
        Case("Padding", ["b": []], "|{{^ b }}={{/ b }}|", "|=|"),
    ])
    func `inverted sections stand where there is nothing`(one: Case) throws { try check(one) }

    @Test(arguments: [
        Case("Inline", [:], "12{{! a comment }}34", "1234"),
        Case("Multiline", [:], "12{{!\n  of two\n  lines\n}}34\n", "1234\n"),
        Case("Standalone", [:], "a\n{{! a comment }}\nz\n", "a\nz\n"),
        Case("Indented Standalone", [:], "a\n  {{! a comment }}\nz\n", "a\nz\n"),
        Case("Standalone Line Endings", [:], "|\r\n{{! a comment }}\r\n|", "|\r\n|"),
        Case("Standalone Without Previous Line", [:], "  {{! a comment }}\n!", "!"),
        Case("Standalone Without Newline", [:], "!\n  {{! a comment }}", "!\n"),
        Case("Multiline Standalone", [:], "a\n{{!\nof two lines\n}}\nz\n", "a\nz\n"),
        Case("Indented Multiline Standalone", [:], "a\n  {{!\n    of two lines\n  }}\nz\n", "a\nz\n"),
        Case("Indented Inline", [:], "  12 {{! 34 }}\n", "  12 \n"),
        Case("Surrounding Whitespace", [:], "12 {{! a comment }} 34", "12  34"),
        Case("Variable Name Collision", ["! a": "1", "!a": "2", "a": "3"], "({{! a }}{{!a}})", "()"),
    ])
    func `comments are left out`(one: Case) throws { try check(one) }

    @Test(arguments: [
        Case("Pair Behavior", ["t": "x"], "{{=<% %>=}}(<%t%>)", "(x)"),
        Case("Special Characters", ["t": "x"], "({{=[ ]=}}[t])", "(x)"),
        Case(
            "Sections",
            ["s": "1", "t": "x"],
            "[\n{{#s}}\n  {{t}}\n  |t|\n{{/s}}\n\n{{= | | =}}\n|#s|\n  {{t}}\n  |t|\n|/s|\n]\n",
            "[\n  x\n  |t|\n\n  {{t}}\n  x\n]\n"
        ),
        Case(
            "Inverted Sections",
            ["s": [], "t": "x"],
            "[\n{{^s}}\n  {{t}}\n  |t|\n{{/s}}\n\n{{= | | =}}\n|^s|\n  {{t}}\n  |t|\n|/s|\n]\n",
            "[\n  x\n  |t|\n\n  {{t}}\n  x\n]\n"
        ),
        Case("Surrounding Whitespace", [:], "| {{=@ @=}} |", "|  |"),
        Case("Outlying Whitespace (Inline)", [:], " | {{=@ @=}}\n", " | \n"),
        Case("Standalone Tag", [:], "a\n{{=@ @=}}\nz\n", "a\nz\n"),
        Case("Indented Standalone Tag", [:], "a\n  {{=@ @=}}\nz\n", "a\nz\n"),
        Case("Standalone Line Endings", [:], "|\r\n{{= @ @ =}}\r\n|", "|\r\n|"),
        Case("Standalone Without Previous Line", [:], "  {{=@ @=}}\n=", "="),
        Case("Standalone Without Newline", [:], "=\n  {{=@ @=}}", "=\n"),
        Case("Pair with Padding", [:], "|{{= @   @ =}}|", "||"),
    ])
    func `delimiters are changed`(one: Case) throws { try check(one) }
}

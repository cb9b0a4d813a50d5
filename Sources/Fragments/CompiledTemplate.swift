internal import Diagnostics
internal import Model
internal import Mustache

/// A template that parses, ready to be filled in.
///
/// Values are put in as they are, without HTML escapes: fragments are configuration. A template that does make HTML
/// says so itself with `{{% CONTENT_TYPE:HTML}}`.
struct CompiledTemplate: Sendable {
    private let mustache: MustacheTemplate

    /// Every value that a template can name.
    static let names = [
        "environment", "identity", "key", "fingerprint", "key_name", "owner.id", "owner.email", "owner.name",
    ]

    /// Stands on a line of its own before the template's text, so that line numbers are one too high.
    private static let plainText = "{{% CONTENT_TYPE:TEXT}}\n"

    /// - Returns: the template, and what is wrong with it though it parses.
    /// - Throws: where it does not parse.
    static func compile(_ template: Template, for address: String) throws(Diagnostic) -> (
        CompiledTemplate, [Diagnostic]
    ) {
        guard TemplateDepth.isBounded(template.text) else {
            let start = SourceLocation(file: template.path, line: 1, column: 1)
            throw .templateSyntax("its sections are nested more than \(TemplateDepth.limit) deep", at: start, address)
        }
        let compiled: CompiledTemplate
        do {
            compiled = CompiledTemplate(mustache: try MustacheTemplate(string: plainText + template.text))
        } catch {
            throw syntaxError(in: template, address)
        }
        return (compiled, compiled.check(template, address))
    }

    func render(environment: String, identity: Identity, key: String, fingerprint: Fingerprint) -> String {
        let values: [String: Any] = [
            "environment": environment,
            "identity": identity.name,
            "key": key,
            "fingerprint": fingerprint.description,
            "key_name": identity.keyName,
            "owner": [
                "id": identity.owner.id.text, "email": identity.owner.email, "name": identity.owner.name,
            ],
        ]
        return mustache.render(values)
    }

    /// Fills it in with values that note what was asked for.
    ///
    /// The library has no way to look at a template's names. As every value that exists is there in every run, what one
    /// run asks for is what all runs ask for; sections that are never rendered are not looked into.
    private func check(_ template: Template, _ address: String) -> [Diagnostic] {
        let probe = TemplateProbe()
        let result = mustache.render(probe.root)
        let text = TemplateText(template)
        var diagnostics = text.partials.map { Diagnostic.templatePartial(at: $0, address) }
        for name in probe.finish() {
            diagnostics.append(
                .templateName(name, nearest: nearestName(to: name), at: text.location(of: name), address)
            )
        }
        if diagnostics.isEmpty, !result.contains(TemplateProbe.key) {
            diagnostics.append(.templateWithoutKey(at: text.start, address))
        }
        return diagnostics
    }

    private static func syntaxError(in template: Template, _ address: String) -> Diagnostic {
        // The library counts columns from the last bare newline: give it no others.
        let plain = String(template.text.map { $0 == "\r\n" ? "\n" : $0 })
        do {
            _ = try MustacheTemplate(string: plainText + plain)
        } catch let error as MustacheTemplate.ParserError {
            let line = max(1, error.context.lineNumber - 1)
            let location = SourceLocation(file: template.path, line: line, column: error.context.columnNumber)
            return .templateSyntax(words(for: error.error), at: location, address)
        } catch {}
        let start = SourceLocation(file: template.path, line: 1, column: 1)
        return .templateSyntax("it is no mustache", at: start, address)
    }

    private static func words(for error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened with"
        case .unfinishedName: "a tag is not finished"
        case .expectedSectionEnd: "a section is never closed"
        case .invalidSetDelimiter: "a change of delimiters is not well formed"
        case .invalidConfigVariableSyntax, .unrecognisedConfigVariable: "an unknown {{% … }} setting"
        case .transformAppliedToInheritanceSection, .illegalTokenInsideInheritSection, .textInsideInheritSection:
            "a block is not well formed"
        case nil: "a tag is not finished"
        }
    }

    private func nearestName(to name: String) -> String? {
        let close = Self.names.map { ($0, distance($0, name)) }.min { $0.1 < $1.1 }
        guard let (nearest, distance) = close, distance <= max(2, name.utf8.count / 3) else { return nil }
        return nearest
    }

    /// How many letters must be added, removed or changed to make one name the other.
    private func distance(_ one: String, _ other: String) -> Int {
        let other = Array(other.utf8)
        var row = Array(0...other.count)
        for (line, letter) in one.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, otherLetter) in other.enumerated() {
                let above = row[column + 1]
                row[column + 1] =
                    letter == otherLetter ? diagonal : 1 + min(diagonal, above, row[column])
                diagonal = above
            }
        }
        return row[other.count]
    }
}

internal import Diagnostics
internal import Model
internal import Mustache

/// A template that parses, ready to be filled in.
///
/// Values are put in as they are, without HTML escapes: fragments are configuration. A template that does make HTML
/// says so itself with `{{% CONTENT_TYPE:HTML}}`.
struct CompiledTemplate: Sendable {
    private let mustache: MustacheTemplate

    /// Every value that a template can name, with that of keys which have a public part.
    static func names(withPublicID: Bool) -> [String] {
        ["environment", "identity", "key"] + (withPublicID ? [Template.publicID] : [])
            + ["fingerprint", "key_name", "owner.id", "owner.email", "owner.name"]
    }

    /// Stands for the key where a template is tried.
    private static let sample = "keyturnprobe"

    /// - Returns: the template, and what is wrong with it though it parses.
    /// - Throws: where it does not parse.
    static func compile(_ template: Template, _ names: [String], for address: String) throws(Diagnostic) -> (
        CompiledTemplate, [Diagnostic]
    ) {
        let mustache: MustacheTemplate
        do throws(MustacheError) {
            mustache = try MustacheTemplate(template.text, escaping: .none)
        } catch {
            throw .templateSyntax(words(for: error.reason), at: location(error.position, in: template), address)
        }
        let compiled = CompiledTemplate(mustache: mustache)
        return (compiled, compiled.check(template, names, address))
    }

    func render(
        environment: String,
        identity: Identity,
        key: String,
        fingerprint: Fingerprint,
        publicID: String?
    ) -> String {
        mustache.render([
            "environment": .text(environment),
            "identity": .text(identity.name),
            "key": .text(key),
            Template.publicID: .text(publicID ?? ""),
            "fingerprint": .text(fingerprint.description),
            "key_name": .text(identity.key.name),
            "owner": [
                "id": .text(identity.owner.id.text), "email": .text(identity.owner.email),
                "name": .text(identity.owner.name),
            ],
        ])
    }

    /// Fills it in once: as every value that exists is there in every run, what one run asks for is what all runs ask for.
    private func check(_ template: Template, _ names: [String], _ address: String) -> [Diagnostic] {
        var diagnostics = mustache.inclusions.map {
            Diagnostic.templatePartial(at: Self.location($0, in: template), address)
        }
        var unknown: Set<String> = []
        let result = mustache.render(Self.samples(names)) { miss in
            guard unknown.insert(miss.name).inserted else { return }
            let location = Self.location(miss.position, in: template)
            diagnostics.append(
                miss.name == Template.publicID
                    ? .templatePublicID(at: location, address)
                    : .templateName(
                        miss.name,
                        known: names,
                        nearest: Self.nearestName(to: miss.name, names),
                        at: location,
                        address
                    )
            )
        }
        if diagnostics.isEmpty, !result.contains(Self.sample) {
            diagnostics.append(.templateWithoutKey(at: Self.location(.start, in: template), address))
        }
        return diagnostics
    }

    private static func samples(_ names: [String]) -> [String: MustacheValue] {
        var (values, owner): ([String: MustacheValue], [String: MustacheValue]) = ([:], [:])
        for name in names {
            guard name.hasPrefix("owner.") else {
                values[name] = .text(name == "key" ? sample : "")
                continue
            }
            owner[String(name.dropFirst("owner.".count))] = ""
        }
        values["owner"] = .group(owner)
        return values
    }

    private static func location(_ position: MustachePosition, in template: Template) -> SourceLocation {
        SourceLocation(file: template.path, line: position.line, column: position.column)
    }

    private static func words(for reason: MustacheError.Reason) -> String {
        switch reason {
        case .unfinishedTag: "a tag is not closed"
        case .tagWithoutName: "a tag has no name"
        case .nameWithBlank: "a name has a space in it"
        case .unclosedSection: "a section is never closed"
        case .wrongClose: "a section is closed with a different name than it was opened with"
        case .invalidDelimiters: "a delimiter change is not well formed"
        case .unknownSetting: "an unknown {{% … }} setting"
        case .tooDeep: "its sections are nested more than \(MustacheTemplate.depthLimit) deep"
        }
    }

    private static func nearestName(to name: String, _ names: [String]) -> String? {
        let close = names.map { ($0, distance($0, name)) }.min { $0.1 < $1.1 }
        guard let (nearest, distance) = close, distance <= max(2, name.utf8.count / 3) else { return nil }
        return nearest
    }

    /// How many letters must be added, removed or changed to make one name the other.
    private static func distance(_ one: String, _ other: String) -> Int {
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

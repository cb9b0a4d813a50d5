package import Diagnostics

/// JSON Schemas of the configuration's files, for editors: written from the description that the reader follows.
///
/// Draft 2020-12, of which only what draft 7 has too is used. A schema accepts every file that the reader accepts, and
/// refuses what can be told from one file alone: environment files are merged over `_defaults.yaml`, so nothing that it
/// may hold is required of them.
package enum EditorSchema {
    /// A kind of file.
    package enum File: String, CaseIterable, Sendable {
        case environment
        case defaults
        case revoked
        case policy
        case profiles
    }

    package static func json(_ file: File) -> JSONText {
        switch file {
        case .environment: document("An environment of Keyturn", Schema.environment, .environment, file)
        case .defaults: document("Defaults of Keyturn's environments", Schema.environment, .defaults, file)
        case .revoked: document("Keys that must not be live anywhere", Schema.revocations, .alone, file)
        case .policy: document("Rules for Keyturn's environments", Schema.policy, .alone, file)
        case .profiles: document("Key tables of other applications", Schema.profiles, .environment, file)
        }
    }

    /// What a map may leave to another file.
    enum Company {
        /// `_defaults.yaml` may hold what is missing.
        case environment
        /// Environment files may hold what is missing, and hide what is there.
        case defaults
        /// Nothing: it is merged with nothing.
        case alone
    }

    private static func document(_ title: String, _ section: Section, _ company: Company, _ file: File) -> JSONText {
        guard case .object(let members) = map(section, company, isNullable: company == .alone) else { return nil }
        let head: [JSONText.Member] = [
            JSONText.Member("$schema", "https://json-schema.org/draft/2020-12/schema"),
            JSONText.Member(
                "$comment",
                .string("Written by `keyturn schema \(file.rawValue)`; edits are overwritten.")
            ),
            JSONText.Member("title", .string(title)),
            JSONText.Member("description", .string(section.doc)),
        ]
        return .object(head + members)
    }

    /// A map with the fields of a section, and nothing else.
    static func map(_ section: Section, _ company: Company, isNullable: Bool) -> JSONText {
        let fields = section.fields.map { JSONText.Member($0.name, property($0, company)) }
        var members: [JSONText.Member] = [
            JSONText.Member("type", isNullable ? ["object", "null"] : "object"),
            JSONText.Member("properties", .object(fields)),
            JSONText.Member("additionalProperties", .bool(false)),
        ]
        let required = section.fields.filter { field in
            switch company {
            case .alone: field.isRequired
            case .environment: field.isRequired && !field.isInheritable
            case .defaults: false
            }
        }
        if !required.isEmpty { members.append(JSONText.Member("required", .array(required.map { .string($0.name) }))) }
        if !section.alternatives.isEmpty {
            members.append(JSONText.Member("oneOf", .array(section.alternatives.map { choice($0, of: section) })))
        }
        // What is in `_defaults.yaml` may be taken away by every environment.
        if company != .defaults, !section.apart.isEmpty {
            members.append(JSONText.Member("allOf", .array(section.apart.map { ["not": present($0)] })))
        }
        return .object(members)
    }

    /// One kind of entry: its own field and companions, and none of the others.
    private static func choice(_ alternative: Section.Alternative, of section: Section) -> JSONText {
        let own = [alternative.name] + alternative.companions
        let all = section.alternatives.flatMap { [$0.name] + $0.companions }
        let others = section.fields.map(\.name).filter { all.contains($0) && !own.contains($0) }
        guard case .object(let members) = present(own) else { return nil }
        return .object(
            [JSONText.Member("title", .string(alternative.name))]
                + members.map { member in
                    guard member.name == "properties", case .object(let properties) = member.value else {
                        return member
                    }
                    let absent = others.map { JSONText.Member($0, ["type": "null"]) }
                    return JSONText.Member("properties", .object(properties + absent))
                }
        )
    }

    /// Whether all of these fields are there: null stands for one that is not.
    private static func present(_ fields: [String]) -> JSONText {
        [
            "required": .array(fields.map(JSONText.string)),
            "properties": .object(fields.map { JSONText.Member($0, ["not": ["type": "null"]]) }),
        ]
    }
}

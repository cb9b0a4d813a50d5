internal import Model

/// The lines of a compose override in the form that ``ComposeOverride`` writes; whatever else is in it is ignored.
struct ComposeLines {
    /// Whether the file bears our header.
    let isOurs: Bool
    private(set) var services: [CarriedCompose.Service] = []
    private(set) var secrets: [CarriedCompose.Item] = []

    init(_ content: Secret) {
        isOurs = DotenvFile.isOurs(content)
        guard isOurs else { return }
        content.withBytes { read($0) }
        sort()
    }

    /// Those of one name together, in the order of names.
    private mutating func sort() {
        var places: [String: Int] = [:]
        var merged: [CarriedCompose.Service] = []
        for service in services {
            if let place = places[service.name] {
                merged[place].variables += service.variables
                merged[place].labels += service.labels
                merged[place].secrets += service.secrets
            } else {
                places[service.name] = merged.count
                merged.append(service)
            }
        }
        for index in merged.indices {
            merged[index].variables.sort { $0.name < $1.name }
            merged[index].labels.sort { $0.name < $1.name }
            merged[index].secrets.sort { $0.name < $1.name }
        }
        services = merged.sorted { $0.name < $1.name }
        secrets.sort { $0.name < $1.name }
    }

    private enum Block { case services, secrets, other }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) {
        var block = Block.other
        var section = ""
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = start..<end
            let lines = start..<min(end + 1, bytes.count)
            let indent = bytes[line].prefix { $0 == UInt8(ascii: " ") }.count
            let rest = start + indent..<end
            start = end + 1
            if rest.isEmpty || bytes[rest.lowerBound] == UInt8(ascii: "#") { continue }
            switch (indent, block) {
            case (0, _):
                block =
                    bytes[rest].elementsEqual("services:".utf8)
                    ? .services : bytes[rest].elementsEqual("secrets:".utf8) ? .secrets : .other
            case (2, .services):
                guard let name = Self.name(in: bytes, rest) else { continue }
                services.append(CarriedCompose.Service(name: name.text))
            case (2, .secrets):
                guard let name = Self.name(in: bytes, rest) else { continue }
                secrets.append(
                    CarriedCompose.Item(name: name.text, lines: lines, value: rest.upperBound..<rest.upperBound)
                )
            case (4, .secrets):
                guard let last = secrets.popLast() else { continue }
                secrets.append(
                    CarriedCompose.Item(
                        name: last.name,
                        lines: last.lines.lowerBound..<lines.upperBound,
                        value: last.value
                    )
                )
            case (4, .services): section = String(decoding: bytes[rest], as: UTF8.self)
            case (6, .services): add(bytes, rest, lines, to: section)
            default: continue
            }
        }
    }

    private mutating func add(
        _ bytes: UnsafeRawBufferPointer,
        _ rest: Range<Int>,
        _ lines: Range<Int>,
        to section: String
    ) {
        guard let last = services.indices.last else { return }
        let dash = Array("- ".utf8)
        if section == "secrets:", bytes[rest].starts(with: dash) {
            guard let name = Self.name(in: bytes, rest.lowerBound + dash.count..<rest.upperBound) else { return }
            let text = name.text.replacing("$$", with: "$")
            services[last].secrets.append(CarriedCompose.Item(name: text, lines: lines, value: name.inside))
            return
        }
        guard let name = Self.name(in: bytes, rest) else { return }
        let value = name.inside.upperBound + 4..<max(name.inside.upperBound + 4, rest.upperBound - 1)
        guard value.upperBound < rest.upperBound,
            bytes[name.inside.upperBound + 1..<value.lowerBound].elementsEqual(": \"".utf8)
        else { return }
        let item = CarriedCompose.Item(name: name.text, lines: lines, value: value)
        switch section {
        case "environment:": services[last].variables.append(item)
        case "labels:" where name.text.hasPrefix(ComposeOverride.label): services[last].labels.append(item)
        default: return
        }
    }

    /// The quoted name that begins here, and where it is inside its quotes.
    private static func name(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> (
        text: String, inside: Range<Int>
    )? {
        let quote = UInt8(ascii: "\"")
        guard let first = range.first, bytes[first] == quote else { return nil }
        var index = first + 1
        while index < range.upperBound, bytes[index] != quote { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
        guard index < range.upperBound else { return nil }
        let inside = first + 1..<index
        return (QuotedText.unquoted(String(decoding: bytes[inside], as: UTF8.self)), inside)
    }
}

internal import Model

/// Finds variables and labels in a compose override that ``ComposeOverride`` once wrote, line by line.
///
/// It knows that form only: whatever else is in the file is not found, and the file is written again.
struct ComposeReader {
    /// Names as they are in the file, in their quotes.
    private struct Place: Hashable {
        let service: String
        let section: String
        let name: String
    }

    private let content: Secret
    private let values: [Place: Range<Int>]

    init(_ content: Secret) {
        self.content = content
        values = content.withBytes { Self.values(in: $0) }
    }

    /// Lends the value of a service's variable; nil if it is not found.
    func variable<Result>(
        _ name: String,
        of service: String,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        value(at: Place(service: quoted(service), section: "environment", name: quoted(name)), body)
    }

    /// Lends the value of a service's label; nil if it is not found.
    func label<Result>(
        _ name: String,
        of service: String,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        value(at: Place(service: quoted(service), section: "labels", name: quoted(name)), body)
    }

    private func value<Result>(at place: Place, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        values[place].map { range in
            content.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
        }
    }

    private func quoted(_ text: String) -> String {
        var builder = SecretBuilder(capacity: text.utf8.count + 16)
        builder.appendQuoted(text, interpolated: false)
        return builder.finish().withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// `  "service":`, `    section:`, `      "name": "value"`.
    private static func values(in bytes: UnsafeRawBufferPointer) -> [Place: Range<Int>] {
        var values: [Place: Range<Int>] = [:]
        var isInServices = false
        var service = ""
        var section = ""
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = bytes[start..<end]
            let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
            let rest = line.dropFirst(indent)
            start = end + 1
            if rest.isEmpty || rest.first == UInt8(ascii: "#") { continue }
            switch indent {
            case 0: isInServices = rest.elementsEqual("services:".utf8)
            case 2 where isInServices: service = String(decoding: rest.dropLast(), as: UTF8.self)
            case 4 where isInServices: section = String(decoding: rest.dropLast(), as: UTF8.self)
            case 6 where isInServices:
                guard let (name, value) = pair(in: rest) else { continue }
                let place = Place(service: service, section: section, name: String(decoding: name, as: UTF8.self))
                values[place] = value
            default: continue
            }
        }
        return values
    }

    /// The quoted name, and where the value is inside its quotes.
    private static func pair(
        in line: Slice<UnsafeRawBufferPointer>
    ) -> (Slice<UnsafeRawBufferPointer>, Range<Int>)? {
        let quote = UInt8(ascii: "\"")
        guard line.first == quote, line.last == quote else { return nil }
        var index = line.startIndex + 1
        while index < line.endIndex, line[index] != quote {
            index += line[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        let valueStart = index + 4
        guard valueStart < line.endIndex, line[index + 1..<valueStart].elementsEqual(": \"".utf8) else { return nil }
        return (line[...index], valueStart..<line.endIndex - 1)
    }
}

internal import Model
internal import Verification

/// Reads a value of `environment`, which may refer to variables as compose lets it: `$NAME`, `${NAME}`, `${NAME:-default}`.
enum ComposeValue {
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ComposeProject.Value {
        guard bytes.contains(UInt8(ascii: "$")) else { return .literal(fingerprint(bytes[...])) }
        guard bytes.first == UInt8(ascii: "$"), !bytes.dropFirst().contains(UInt8(ascii: "$")) else { return .other }
        let rest = bytes.dropFirst()
        guard rest.first == UInt8(ascii: "{") else {
            return rest.allSatisfy(isNameByte) && !rest.isEmpty
                ? .variable(String(decoding: rest, as: UTF8.self), otherwise: nil) : .other
        }
        guard rest.last == UInt8(ascii: "}") else { return .other }
        let inside = rest.dropFirst().dropLast()
        let name = inside.prefix(while: isNameByte)
        guard !name.isEmpty else { return .other }
        var tail = inside.dropFirst(name.count)
        if tail.first == UInt8(ascii: ":") { tail = tail.dropFirst() }
        let variable = String(decoding: name, as: UTF8.self)
        switch tail.first {
        case nil, UInt8(ascii: "?"): return .variable(variable, otherwise: nil)
        case UInt8(ascii: "-"): return .variable(variable, otherwise: fingerprint(tail.dropFirst()))
        default: return .other
        }
    }

    private static func fingerprint(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Fingerprint? {
        bytes.isEmpty ? nil : Fingerprint(of: Secret(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes))))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

internal import Model

internal import CLibPQ

/// A bound parameter: an array in PostgreSQL's binary format, so that no value needs quoting.
struct PostgreSQLParameter {
    let type: Oid
    let bytes: [UInt8]

    static func uuids(_ values: some Collection<RowUUID>) -> PostgreSQLParameter {
        array(of: 2950, in: 2951, count: values.count, width: 16) { bytes in
            for value in values {
                bytes.append(bigEndian: UInt32(16))
                bytes.append(bigEndian: value.high)
                bytes.append(bigEndian: value.low)
            }
        }
    }

    static func texts(_ values: some Collection<String>) -> PostgreSQLParameter {
        array(of: 25, in: 1009, count: values.count, width: 24) { bytes in
            for value in values {
                bytes.append(bigEndian: UInt32(value.utf8.count))
                bytes.append(contentsOf: value.utf8)
            }
        }
    }

    /// As `bytea[]`.
    static func digests(_ values: some Collection<Fingerprint>) -> PostgreSQLParameter {
        array(of: 17, in: 1001, count: values.count, width: 32) { bytes in
            for value in values {
                bytes.append(bigEndian: UInt32(32))
                value.append(to: &bytes)
            }
        }
    }

    /// As `timestamp[]`, in microseconds since 2000.
    static func timestamps(_ values: some Collection<Int64>) -> PostgreSQLParameter {
        array(of: 1114, in: 1115, count: values.count, width: 8) { bytes in
            for value in values {
                bytes.append(bigEndian: UInt32(8))
                bytes.append(bigEndian: value)
            }
        }
    }

    /// The layout of `array_recv`: dimensions, null flag, element type, length, lower bound; then the elements.
    private static func array(
        of element: UInt32,
        in type: Oid,
        count: Int,
        width: Int,
        _ append: (inout [UInt8]) -> Void
    ) -> PostgreSQLParameter {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + count * (width + 4))
        bytes.append(bigEndian: UInt32(count == 0 ? 0 : 1))
        bytes.append(bigEndian: UInt32(0))
        bytes.append(bigEndian: element)
        if count > 0 {
            bytes.append(bigEndian: UInt32(count))
            bytes.append(bigEndian: UInt32(1))
            append(&bytes)
        }
        return PostgreSQLParameter(type: type, bytes: bytes)
    }
}

extension [UInt8] {
    /// Network byte order, as everywhere in PostgreSQL's binary formats.
    mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

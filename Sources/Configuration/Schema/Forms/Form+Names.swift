internal import Diagnostics
internal import Model
internal import YAML

extension Form where Value == String {
    /// A name that compose and files can carry, of `what`.
    static func name(_ words: String, of what: String) -> Form {
        parsed(
            words,
            .name,
            { WellFormed.isName($0) ? $0 : nil },
            else: { text, _, place in .badName(what, text.written, place) }
        )
    }

    /// The name of an environment variable.
    static func variable(_ words: String) -> Form {
        parsed(
            words,
            .variable,
            { WellFormed.isVariable($0) ? $0 : nil },
            else: { text, _, place in .badVariable(text, place) }
        )
    }

    /// A user or group of the system.
    static func account(_ words: String) -> Form {
        parsed(words, .account, { WellFormed.isAccount($0) ? $0 : nil }, else: { .badAccount($0, $1, $2) })
    }

    /// A text that goes into a column of the database.
    static func column(_ words: String) -> Form {
        parsed(
            words,
            .column,
            { WellFormed.fitsColumn($0) ? $0 : nil },
            else: { text, field, place in .tooLong(field, characters: text.text.unicodeScalars.count, place) }
        )
    }

    /// What every key begins with; it may be empty.
    static func prefix(_ words: String) -> Form {
        Form(.text(words, .prefix)) { decoder, slot, field in
            guard let prefix = decoder.text(slot, field) else { return nil }
            if WellFormed.isPrefix(prefix.text) { return prefix.text }
            decoder.report(.badPrefix(prefix, decoder.place(prefix.node)))
            return nil
        }
    }

    /// The beginning of a key's SHA-256, in lower case.
    static func fingerprint(_ words: String) -> Form {
        parsed(words, .fingerprint) { decoder, text, _ in
            let digits = text.text.lowercased()
            let isHex = digits.utf8.allSatisfy(\.isHexDigit)
            if isHex, (12...64).contains(digits.utf8.count) { return digits }
            decoder.report(.badFingerprint(isHex: isHex, digits: digits.utf8.count, decoder.place(text.node)))
            return nil
        }
    }
}

extension Form where Value == OwnerNode {
    /// An owner's row, or its id alone.
    static func ownerOrID(_ words: String, _ section: Section) -> Form {
        Form(.textOrMap(words, .filled, section)) { decoder, slot, field in
            guard let value = slot.value else { return nil }
            guard decoder.node(value).kind == .scalar, !decoder.createsOwners else {
                return decoder.map(slot, field).map { .row($0) }
            }
            return decoder.filledText(slot, field).map { .id($0) }
        }
    }
}

/// What is behind an identity's `owner`.
enum OwnerNode {
    case row(MapReference)
    case id(ScalarText)
}

extension Form where Value == Int {
    /// How many random bytes a key holds.
    static func keyBytes(_ words: String) -> Form {
        let range = KeyFormat.minimumBytes...WellFormed.maximumColumnLength
        return Form(.wholeNumber(words, range)) { decoder, slot, field in
            guard let value = decoder.filledText(slot, field) else { return nil }
            let place = decoder.place(value.node)
            guard value.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                decoder.report(.notANumber(value, field, place))
                return nil
            }
            // Anything too large for an Int is too large for a key.
            let bytes = Int(value.text) ?? .max
            guard bytes >= range.lowerBound else {
                decoder.report(.weakKey(bits: bytes * 8, place))
                return nil
            }
            guard bytes <= range.upperBound else {
                decoder.report(.tooManyBytes(place))
                return nil
            }
            return bytes
        }
    }
}

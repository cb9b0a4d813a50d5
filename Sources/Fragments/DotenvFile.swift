internal import Model

/// A dotenv file of ours, written whole: values unquoted, because no quoting is read alike by Compose, the Docker CLI,
/// Node and python-dotenv.
///
/// A file is ours when its first line is our header. Any other file, also an empty one, is its users' own and is only
/// ever edited (``DotenvEditor``). So deleting the header makes a file of ours the user's; there is no other switch.
enum DotenvFile {
    /// What tells a file of Keyturn's.
    ///
    /// The rest of the line may change between releases.
    static let mark: StaticString = "# Written by keyturn;"

    private static let header: StaticString = """
        # Written by keyturn; edits are overwritten. Delete this line to make the file your own: \
        then keyturn changes nothing but the values that it delivers.

        """

    static func isOurs(_ content: Secret) -> Bool {
        content.withBytes { bytes in
            mark.withUTF8Buffer { bytes.starts(with: $0) }
        }
    }

    /// The whole file.
    ///
    /// `key` is asked by identity; an entry without one is left out. What is carried stands where it would have been
    /// rendered.
    static func render(
        _ entries: [Fragment.DotenvEntry],
        beside carried: CarriedDotenv = .nothing,
        key: (Int) -> CurrentKey?
    ) -> Secret {
        var text = SecretBuilder(capacity: header.utf8CodeUnitCount + entries.count * 128)
        text.append(header)
        var others = carried.items[...]
        for entry in entries {
            guard let value = key(entry.identity)?.text(of: entry.part) else { continue }
            while let other = others.first, other.variable < entry.variable {
                carried.append(other, to: &text)
                others.removeFirst()
            }
            text.append(entry.variable)
            text.append(UInt8(ascii: "="))
            text.append(value)
            text.append(UInt8(ascii: "\n"))
        }
        for other in others { carried.append(other, to: &text) }
        return text.finish()
    }
}

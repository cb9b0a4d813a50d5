package import Model

extension FragmentLayout {
    /// Lends whatever is in identities' places in a fragment and could be a key, with the identity.
    ///
    /// A text is lent as its readers take it: without quotes, and in a file of its own without the line end behind it. Of a
    /// template every word that could be a key is lent.
    package func forEachText(
        in fragment: Fragment,
        _ content: Secret,
        _ body: (_ identity: Int, _ text: UnsafeRawBufferPointer) -> Void
    ) {
        switch fragment.kind {
        case .compose(let entries):
            let reader = ComposeReader(content)
            for entry in entries where entry.secret == nil && entry.part == .secret {
                _ = reader.variable(entry.variable, of: entry.service) { body(entry.identity, $0) }
            }
        case .dotenv(let entries):
            guard let found = try? DotenvEditor.definitions(in: content, of: entries, "", "") else { return }
            for (entry, definitions) in zip(entries, found) where entry.part == .secret {
                for definition in definitions {
                    content.withBytes { body(entry.identity, UnsafeRawBufferPointer(rebasing: $0[definition.value])) }
                }
            }
        case .secret(let identity):
            content.withBytes { bytes in
                let end = bytes.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? 0
                body(identity, UnsafeRawBufferPointer(rebasing: bytes[..<end]))
            }
        case .template(_, let identity):
            KeyScanner.forEachToken(in: content) { body(identity, $0) }
        }
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == UInt8(ascii: " ") || (9...13).contains(self) }
}

extension KeyFormat {
    /// A made-up key's text with other characters behind the prefix, by which it is recognised where its beginning is shown.
    ///
    /// - Precondition: the beginning has characters of both encodings alone, and no more than a key has behind its prefix.
    package func madeUp(_ key: Secret, beginning: String) -> Secret {
        key.withBytes { bytes in
            var text = Array(bytes)
            defer { for index in text.indices { text[index] = 0 } }
            text.replaceSubrange(prefix.utf8.count..<prefix.utf8.count + beginning.utf8.count, with: beginning.utf8)
            return Secret(text)
        }
    }
}

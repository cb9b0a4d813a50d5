/// A piece of a template that was read.
indirect enum MustacheNode: Sendable {
    case text(String)
    case variable(MustacheName, MustacheEscaping)
    case section(MustacheName, inverted: Bool, [MustacheNode])
}

/// A name as a tag has it, such as `key`, `owner.email` and the dot by itself.
struct MustacheName: Sendable {
    let text: String

    /// Of the tag.
    let position: MustachePosition

    /// Empty for the name of what a section is about, which is written as a dot.
    let parts: [Substring]

    init(_ text: String, at position: MustachePosition) {
        self.text = text
        self.position = position
        parts = text == "." ? [] : text.split(separator: ".", omittingEmptySubsequences: false)
    }
}

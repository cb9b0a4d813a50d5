/// The explicit tags that change nothing about what Keyturn reads.
enum YAMLTag {
    /// No tag, or one that says what the node is anyway.
    case none
    /// `!!str`: a scalar that is text even where it would mean null.
    case text

    /// Nil for every tag that would change a value's meaning, or that does not fit the node.
    init?(_ tag: String, fitting kind: YAMLNode.Kind) {
        switch (tag, kind) {
        case ("tag:yaml.org,2002:str", .scalar): self = .text
        case ("tag:yaml.org,2002:int", .scalar), ("tag:yaml.org,2002:seq", .sequence),
            ("tag:yaml.org,2002:map", .mapping):
            self = .none
        default: return nil
        }
    }
}

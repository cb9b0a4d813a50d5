/// A document that was searched for keys.
package enum SearchedPlace: Hashable, Sendable {
    case file(path: String)
    case standardInput
    /// What git would commit next.
    case staged(path: String)
    /// A version of a file that git keeps; the commit that brought it, by its id.
    case history(path: String, commit: String)
    /// What someone wrote about a commit or a tag, by its id.
    case message(object: String)
}

/// A document that was searched for keys.
package enum SearchedPlace: Hashable, Sendable {
    case file(path: PathBytes)
    case standardInput
    /// What git would commit next.
    case staged(path: PathBytes)
    /// A version of a file that git keeps; the commit that brought it, by its id. No path where no commit leads to it.
    case history(path: PathBytes?, commit: String)
    /// What someone wrote about a commit or a tag, by its id.
    case message(object: String)
}

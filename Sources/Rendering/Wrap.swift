/// The width that every text fits, so that it reads well in a terminal and in a CI log.
let lineWidth = 100

/// Breaks words at spaces; the lines after the first are indented.
///
/// A word that is longer than a line stays whole: a path that was broken could not be copied.
func wrapped(_ text: String, indent: Int, startingAt column: Int) -> String {
    // UTF-8 never has fewer bytes than cells: what fits so fits.
    if column + text.utf8.count <= lineWidth { return text }
    var lines = ""
    var width = column
    for (index, word) in text.split(separator: " ", omittingEmptySubsequences: true).enumerated() {
        let length = word.count
        if index > 0 {
            if width + 1 + length > lineWidth {
                lines += "\n" + String(repeating: " ", count: indent)
                width = indent
            } else {
                lines += " "
                width += 1
            }
        }
        lines += word
        width += length
    }
    return lines
}

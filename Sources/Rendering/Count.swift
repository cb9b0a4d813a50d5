/// `1 key`, `3 keys`, `1,000 identities`.
func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
}

/// Thousands apart, so that large fleets can be read.
func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    var index = digits.count - 3
    while index > 0, digits[index - 1] != "-" {
        digits.insert(",", at: index)
        index -= 3
    }
    return String(digits)
}

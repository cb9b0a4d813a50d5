internal import Model

/// What a text must look like, for the schema that editors read.
///
/// The reader checks the same by hand, since regular expressions would cost it its speed; bounds and words are the
/// reader's own, and a test gives both the same texts. What a pattern cannot say (that a file exists, that two values
/// go together) is left to `keyturn validate`.
package struct TextForm: Sendable {
    /// What the whole text must match; nil for anything.
    ///
    /// ECMA-262 without look-around, which not every validator has.
    let pattern: String?

    /// What no part of it may match; nil for nothing.
    let excluded: String?

    /// The number that ``excluded`` means where YAML takes it for one; nil for none.
    let excludedNumber: Int64?

    /// Whether it may be empty.
    let mayBeEmpty: Bool

    /// What YAML takes for a number or for `true` or `false` and the reader for text.
    let plain: Plain

    /// The least and the greatest number that can be meant; nil for any.
    let numbers: ClosedRange<Int>?

    struct Plain: OptionSet {
        let rawValue: Int
        static let number = Plain(rawValue: 1)
        static let boolean = Plain(rawValue: 2)
        static let all: Plain = [.number, .boolean]
    }

    init(
        _ pattern: String? = nil,
        excluded: String? = nil,
        excludedNumber: Int64? = nil,
        mayBeEmpty: Bool = false,
        plain: Plain = [],
        numbers: ClosedRange<Int>? = nil
    ) {
        self.pattern = pattern
        self.excluded = excluded
        self.excludedNumber = excludedNumber
        self.mayBeEmpty = mayBeEmpty
        self.plain = plain
        self.numbers = numbers
    }
}

extension TextForm {
    package static let any = TextForm(mayBeEmpty: true, plain: .all)
    package static let filled = TextForm(plain: .all)

    /// See ``WellFormed/isName(_:)``.
    package static let name = TextForm("[A-Za-z0-9][A-Za-z0-9._-]{0,\(WellFormed.maximumNameLength - 1)}", plain: .all)

    /// See ``WellFormed/isVariable(_:)``.
    package static let variable = TextForm(
        "[A-Za-z_][A-Za-z0-9_]{0,\(WellFormed.maximumVariableLength - 1)}",
        plain: .boolean
    )

    /// See ``WellFormed/isPrefix(_:)``.
    static let prefix = TextForm("[A-Za-z0-9_-]{0,\(WellFormed.maximumColumnLength)}", mayBeEmpty: true, plain: .all)

    /// See ``WellFormed/isAccount(_:)``.
    static let account = TextForm(
        "[^$\\x00-\\x20\\x7f:/]{1,\(WellFormed.maximumAccountLength)}",
        excluded: "^[+]?0*4294967295$",
        excludedNumber: 4_294_967_295,
        plain: .all
    )

    /// See ``WellFormed/fitsColumn(_:)``.
    package static let column = TextForm("[^$]{1,\(WellFormed.maximumColumnLength)}", plain: .all)

    /// See ``RowUUID/init(_:)``; without dashes it may be digits alone.
    static let uuid = TextForm("[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", plain: .number)

    /// See ``DurationText/parse(_:)``.
    static let duration = TextForm("0*[1-9][0-9]*[smhdw]")

    /// See ``DatabaseURLText/read(_:folder:)``.
    static let databaseURL = TextForm(
        "(postgres(ql)?://|sqlite:)[^$]*",
        excluded: "^sqlite:(//|\(url)|:memory:|\(home)|$)|^sqlite:[\\s\\S]*/$"
    )

    /// See ``PathText/isURL(_:)``.
    private static let url = "[Ff][Ii][Ll][Ee]:|[A-Za-z][A-Za-z0-9+.-]*://|[Ss][Qq][Ll][Ii][Tt][Ee]:"
    static let localPath = TextForm(excluded: "^(\(url)|\(home))", plain: .all)

    static let outputFolder = TextForm(excluded: "^\(home)|^/+$|^\\.?/*$", plain: .all)
    static let templatePath = TextForm(excluded: "^\(home)", plain: .all)

    /// See ``FragmentPath/problem(of:)``.
    package static let fragmentPath = TextForm(
        excluded: "^/|^\(home)|(^|/)(\\.\\.?)?(/|$)|(^|/)\\.keyturn-|[\\x00-\\x1f\\x7f]"
            + "|^\(literal(Delivery.composeFile))$|^\(literal(Delivery.secretFolder))(/|$)",
        plain: .all
    )

    /// See ``FileMode/read(_:)``; YAML reads `0640` as one number or another, according to its version.
    static let mode = TextForm("0?[4-7][0-7][0145]", plain: .number, numbers: 0o400...777)

    /// See ``CronText``.
    static let cron = TextForm("[ \\t]*(@[A-Za-z]+|\(cronField)([ \\t]+\(cronField)){4})[ \\t]*")

    /// See ``CalendarTable``.
    static let timeZone = TextForm("[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")

    /// See ``TimeOfDay/minutes(_:)``.
    static let opening = TextForm("([01]?[0-9]|2[0-3]):[0-5][0-9]")
    static let closing = TextForm("([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00")

    /// A ``Weekday``, in any case.
    static let weekday = TextForm(
        Weekday.allCases.map { day in
            day.rawValue.map { "[\($0.uppercased())\($0)]" }.joined()
        }.joined(separator: "|")
    )

    /// See ``ProbeText``.
    static let webAddress = TextForm("https?://[^$/?#@\\s\\x00-\\x20\\x7f]+([/?][^$#\\s\\x00-\\x20\\x7f]*)?")
    static let webPath = TextForm("/[^$#\\s\\x00-\\x20\\x7f]*")
    static let query = TextForm("[^$#&=?\\s\\x00-\\x20\\x7f]+=[^$#\\s\\x00-\\x20\\x7f]*")
    static let method = TextForm("[A-Z]{1,20}", plain: .all)
    static let header = TextForm("[A-Za-z0-9!#%&'*+.^_`|~-]{1,128}", plain: .all)
    static let headerLine = TextForm("[A-Za-z0-9!#%&'*+.^_`|~-]{1,128}:[ \\t]*[^$\\s][^$]*")
    static let statusCodes = TextForm("[1-5][0-9][0-9](-[1-5][0-9][0-9])?", plain: .number, numbers: 100...599)
    static let unit = TextForm("[A-Za-z0-9_:.@\\\\][A-Za-z0-9_:.@\\\\-]{0,254}", plain: .all)

    /// Anything, dollars included.
    static let literal = TextForm("[\\s\\S]+", plain: .all)

    /// One of some words.
    static func words(_ words: [String]) -> TextForm { TextForm(words.joined(separator: "|")) }

    /// A column of another table, whose own name may have a schema in front.
    static let reference = TextForm("[^$.]+([.][^$.]+){1,2}")

    static let fingerprint = TextForm("[0-9A-Fa-f]{12,64}", plain: .number)
    static let date = TextForm("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")

    /// See ``PathText/beginsAtHome(_:)``.
    private static let home = "~([\\s\\S]*/|$)"
    private static let cronField = "[0-9A-Za-z*,/-]+"

    private static func literal(_ text: String) -> String { text.replacing(".", with: "\\.") }
}

extension TextForm {
    /// A text with variables in it (``Interpolation``), and dollars in no other place.
    ///
    /// What stands for a variable is not known before the file is read, so that anything may come of it. Defaults may be
    /// nested, which no pattern can follow: the end of one is mistaken for text.
    static let interpolated = "[^$]*((\\$\\$|\\$\\{[A-Za-z_][A-Za-z0-9_]*(\\}|:-))[^$]*)+"
}

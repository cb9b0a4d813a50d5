import Model
import Schedule
import Testing

struct CronTextTests {
    /// The same moments, named in two ways.
    @Test(
        arguments: [
            ("@yearly", "0 0 1 1 *"), ("@ANNUALLY", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
            ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
            ("  0\t3 * * SUN ", "0 3 * * 0"), ("0 3 * * 7", "0 3 * * 0"), ("0 3 * * 5-7", "0 3 * * 0,5,6"),
            ("0 3 * * fri-Sun", "0 3 * * 0,5,6"), ("0 3 * * FRI-MON", "0 3 * * 5,6,0,1"),
            ("0 3 * * 6-MON", "0 3 * * 6,0,1"),
            ("0 3 * * SAT-FRI", "0 3 * * 0-6"), ("0 3 * * THU-TUE/2", "0 3 * * 4,6,1"),
            ("0 3 * * 7-MON", "0 3 * * 0,1"),
            ("0 3 * NOV-feb *", "0 3 * 11,12,1,2 *"), ("0 3 * DEC-NOV/5 *", "0 3 * 12,5,10 *"),
            ("0 3 * * MON,wed-FRI", "0 3 * * 1,3,4,5"),
            ("0 3 * JAN,oct-DEC *", "0 3 * 1,10,11,12 *"), ("*/15 3 * * *", "0,15,30,45 3 * * *"),
            ("1-10/3 3 * * *", "1,4,7,10 3 * * *"), ("5/10 3 * * *", "5-59/10 3 * * *"),
            ("0 20/2 * * *", "0 20,22 * * *"),
            ("7 3 * * *", "007 03 * * *"), ("0 3 * * 5-5", "0 3 * * 5"), ("0 3 * * 7/2", "0 3 * * 0"),
            ("0 3 * * 5/1", "0 3 * * 5,6"), ("0 3 * * 1-7/3", "0 3 * * 0,1,4"), ("59/15 3 * * *", "59 3 * * *"),
        ] as [(String, String)]
    )
    func `crontab lines are read as cron reads them`(text: String, same: String) throws {
        let (one, other) = (try cron(text), try cron(same))
        #expect([one.minutes, UInt64(one.hours)] == [other.minutes, UInt64(other.hours)])
        #expect(
            [one.days, UInt32(one.months), UInt32(one.weekdays)]
                == [other.days, UInt32(other.months), UInt32(other.weekdays)]
        )
        #expect([one.isAnyDay, one.isAnyWeekday] == [other.isAnyDay, other.isAnyWeekday])
        #expect(one.text == text)
    }

    @Test(
        arguments: [
            ("", .fieldCount(0)), ("   ", .fieldCount(0)), ("0 3 * *", .fieldCount(4)),
            ("0 0 3 * * SUN", .fieldCount(6)), ("@daily 1", .fieldCount(2)), ("@reboot", .reboot),
            ("@fortnightly", .unknownMacro), ("@", .unknownMacro), ("60 3 * * *", .field(.minute, .outOfRange)),
            ("0 24 * * *", .field(.hour, .outOfRange)), ("0 3 0 * *", .field(.day, .outOfRange)),
            ("0 3 32 * *", .field(.day, .outOfRange)), ("0 3 * 13 *", .field(.month, .outOfRange)),
            ("0 3 * * 8", .field(.weekday, .outOfRange)),
            ("99999999999999999999 3 * * *", .field(.minute, .outOfRange)),
            ("0 22-4 * * *", .field(.hour, .backwards)), ("0 3 * * 5-1", .field(.weekday, .backwards)),
            ("0 3 * * 5-0", .field(.weekday, .backwards)), ("0 3 * 12-1 *", .field(.month, .backwards)),
            ("0 3 * * FRI-1", .field(.weekday, .backwards)),
            ("*/0 3 * * *", .field(.minute, .badStep)), ("*/ 3 * * *", .field(.minute, .badStep)),
            ("*/x 3 * * *", .field(.minute, .badStep)), ("*/5/5 3 * * *", .field(.minute, .badStep)),
            ("*/-5 3 * * *", .field(.minute, .badStep)), ("1, 3 * * *", .field(.minute, .missingPart)),
            (",1 3 * * *", .field(.minute, .missingPart)), ("1- 3 * * *", .field(.minute, .missingPart)),
            ("-1 3 * * *", .field(.minute, .missingPart)), ("x 3 * * *", .field(.minute, .unknownWord)),
            ("*-5 3 * * *", .field(.minute, .unknownWord)), ("** 3 * * *", .field(.minute, .unknownWord)),
            ("0 3 L * *", .field(.day, .unknownWord)), ("0 3 ? * *", .field(.day, .unknownWord)),
            ("0 3 * * SUN#2", .field(.weekday, .unknownWord)), ("0 3 * * sunday", .field(.weekday, .unknownWord)),
            ("0 3 JAN * *", .field(.day, .unknownWord)), ("0 3 * é *", .field(.month, .unknownWord)),
            ("0 3 1-2-3 * *", .field(.day, .unknownWord)),
        ] as [(String, CronTextError)]
    )
    func `anything else is refused for what it is`(text: String, error: CronTextError) {
        #expect(throws: error) { try cron(text) }
    }

    @Test func `every refusal says why in words`() {
        let errors = CronTextError.Field.allCases.flatMap { field in
            CronTextError.Problem.allCases.map { CronTextError.field(field, $0) }
        }
        #expect(Set(errors.map(\.reason)).count == errors.count)
        #expect(CronTextError.fieldCount(1).reason.hasPrefix("it has 1 field instead"))
        #expect(CronTextError.field(.hour, .outOfRange).reason == "the hour must be from 0 to 23")
    }
}

internal import Model
internal import Schedule
internal import YAML

extension FileDecoder {
    /// The rotation of an identity; nil if it, reported, cannot be read.
    mutating func rotation(_ given: GivenField<MapReference>) -> Rotation? {
        guard given.isGiven else {
            checkProfile(FieldSlots(Schema.rotation), overlap: Rotation.defaultOverlap, nil)
            return Rotation()
        }
        guard let map = read(given) else { return nil }
        if let same = lastRotation.value(for: map, in: own) { return same }
        let before = traces
        let fields = fields(of: map, Schema.rotation)
        let every = read(fields.every)
        let overlap = read(fields.overlap)
        let expires = read(fields.expires)
        let jitter = read(fields.jitter)
        let firstWithin = read(fields.firstWithin)
        let retain = read(fields.retain)
        // A zone that is bad must not hide what else is: the rest is read in another one.
        let zone = read(fields.timezone) ?? .utc
        let calendar = cron(fields.cron, zone)
        let window = window(fields.window, zone)
        let adoption = adoption(fields)
        checkCompany(of: fields)
        checkProfile(fields, overlap: overlap ?? Rotation.defaultOverlap, adoption)
        let rotation = Rotation(
            every: every,
            cron: calendar?.cron,
            overlap: overlap ?? Rotation.defaultOverlap,
            expires: expires,
            window: window,
            jitter: jitter ?? .zero,
            firstWithin: firstWithin,
            adoption: adoption,
            retain: retain
        )
        check(rotation, gaps: calendar?.gaps, fields)
        if traces == before { lastRotation.remember(rotation, of: map) }
        return rotation
    }

    private mutating func cron(_ given: GivenField<ScalarText>, _ zone: Zone) -> CalendarTable.Calendar? {
        guard let text = read(given) else { return nil }
        switch context.calendars.calendar(text.text, zone: zone, declared: text.written) {
        case .success(let calendar):
            if calendar.gaps == nil { report(.cronNeverFires(place(text.node))) }
            return calendar
        case .failure(let error):
            report(.badCron(text, error, place(text.node)))
            return nil
        }
    }

    private mutating func window(_ given: GivenField<MapReference>, _ zone: Zone) -> Window? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.window)
        let zone = read(fields.timezone, or: zone)
        let days = read(fields.days, or: Self.everyDay)
        let from = read(fields.from)
        let to = read(fields.to)
        guard let zone, let days, let from, let to else { return nil }
        guard from != to else {
            report(.emptyWindow(place(fields.to.key ?? map.key)))
            return nil
        }
        // One that closes at 00:00 closes at the end of its day.
        return Window(days: days, from: from, to: to == 0 ? 1_440 : to, zone: zone)
    }

    private static let everyDay: UInt8 = 0x7F

    private mutating func adoption(_ fields: FieldSlots<RotationFields>) -> Adoption? {
        let demand = read(fields.adoption)
        let quiet = read(fields.quiet)
        let deadline = read(fields.adoptionDeadline)
        let after = read(fields.afterDeadline)
        guard demand == .required else { return nil }
        return Adoption(quiet: quiet ?? Adoption.defaultQuiet, deadline: deadline, afterDeadline: after ?? .wait)
    }

    /// Reports fields that say nothing without another one, which was probably forgotten.
    ///
    /// With `adoption: none` an environment switches off what `_defaults.yaml` asks for, and need not remove each of its
    /// fields; beside it, in the same file, they are a contradiction.
    private mutating func checkCompany(of fields: FieldSlots<RotationFields>) {
        let isScheduled = fields.every.isGiven || fields.cron.isGiven
        if fields.every.isGiven, fields.cron.isGiven, let key = fields.cron.key { report(.twoSchedules(place(key))) }
        if !isScheduled {
            reportUnused(fields.jitter, needs: "`every` or `cron`")
            reportUnused(fields.firstWithin, needs: "`every` or `cron`")
        }
        if !fields.cron.isGiven, !fields.window.isGiven { reportUnused(fields.timezone, needs: "`cron` or `window`") }
        let demand = fields.adoption.value
        let isOff = demand.map { tree(of: $0).string(at: tree(of: $0).resolve($0.index)) == "none" }
        for field in [fields.quiet, fields.adoptionDeadline] where isOff ?? true {
            if demand == nil || field.value?.isBase == demand?.isBase {
                reportUnused(field, needs: "`adoption: required`")
            }
        }
        if !fields.adoptionDeadline.isGiven { reportUnused(fields.afterDeadline, needs: "`adoptionDeadline`") }
    }

    private mutating func reportUnused<Value>(_ given: GivenField<Value>, needs need: String) {
        guard let key = given.key else { return }
        report(.unusedField(given.field, needs: need, place(key)))
    }

    /// Checks that what a rotation asks for can be done before a key ends.
    private mutating func check(_ rotation: Rotation, gaps: CronGaps?, _ fields: FieldSlots<RotationFields>) {
        // What could not be read is not a schedule that could be checked.
        guard fields.every.isGiven == (rotation.every != nil), fields.cron.isGiven == (gaps != nil),
            fields.window.isGiven == (rotation.window != nil), fields.jitter.isGiven == (rotation.jitter != .zero)
        else { return }
        let shortest = rotation.every ?? gaps?.shortest
        if let shortest, rotation.jitter > shortest, let value = fields.jitter.value {
            report(.jitterTooLong(rotation, interval: shortest, place(value)))
        }
        let budget = RotationBudget(rotation, gaps: gaps, calendars: context.calendars)
        if let budget, let value = fields.expires.value {
            if budget.slack <= .zero {
                report(.endsTooEarly(rotation, budget, place(value)))
                return
            }
            if budget.age > budget.room {
                report(.windowTooRare(rotation, budget, place(fields.window.key ?? value)))
                return
            }
        }
        checkDeadline(of: rotation, gaps: gaps, budget, fields)
    }

    /// Warns of a deadline that comes before anything could be seen, or after all is over.
    private mutating func checkDeadline(
        of rotation: Rotation,
        gaps: CronGaps?,
        _ budget: RotationBudget?,
        _ fields: FieldSlots<RotationFields>
    ) {
        guard let adoption = rotation.adoption, let deadline = adoption.deadline,
            let value = fields.adoptionDeadline.value
        else { return }
        let time = AdoptionBudget(adoption, deadline: deadline, rotation, gaps: gaps, budget)
        if deadline < adoption.quiet {
            report(.deadlineBeforeQuiet(adoption, deadline, place(value)))
        } else if time.isTooLate {
            report(.deadlineTooLate(adoption, deadline, rotation, time, place(value)))
        }
    }
}

internal import Model
internal import Schedule
internal import YAML

extension FileDecoder {
    /// The rotation of an identity; nil where it, reported, cannot be read.
    mutating func rotation(_ slot: FieldSlots.Slot) -> Rotation? {
        guard slot.value != nil else { return Rotation() }
        guard let map = map(slot, Schema.identity[IdentityField.rotation]) else { return nil }
        let fields = fields(of: map, Schema.rotation)
        let every = duration(fields, .every)
        let overlap = duration(fields, .overlap)
        let expires = duration(fields, .expires)
        let jitter = duration(fields, .jitter)
        let retain = duration(fields, .retain)
        let zone = zone(fields)
        // A zone that is bad must not hide what else is: the rest is read in another one.
        let calendar = cron(fields, zone ?? .utc)
        let window = window(fields, zone ?? .utc)
        let adoption = adoption(fields)
        checkCompany(of: fields)
        let rotation = Rotation(
            every: every,
            cron: calendar?.cron,
            overlap: overlap ?? Rotation.defaultOverlap,
            expires: expires,
            window: window,
            jitter: jitter ?? .zero,
            adoption: adoption,
            retain: retain
        )
        check(rotation, gaps: calendar?.gaps, fields)
        return rotation
    }

    private mutating func duration(_ fields: FieldSlots, _ field: RotationField) -> Duration? {
        duration(fields[field], Schema.rotation[field])
    }

    /// The zone of the calendar; UTC where none is named, nil where it, reported, is bad.
    private mutating func zone(_ fields: FieldSlots) -> Zone? {
        let slot = fields[RotationField.timezone]
        return slot.value == nil ? .utc : zone(slot, Schema.rotation[RotationField.timezone])
    }

    private mutating func zone(_ slot: FieldSlots.Slot, _ field: Field) -> Zone? {
        guard let name = filledText(slot, field) else { return nil }
        switch context.calendars.zone(name.text) {
        case .success(let zone): return zone
        case .failure(let problem):
            report(.badZone(name, problem, place(name.node)))
            return nil
        }
    }

    private mutating func cron(_ fields: FieldSlots, _ zone: Zone) -> CalendarTable.Calendar? {
        guard let text = filledText(fields[RotationField.cron], Schema.rotation[RotationField.cron]) else { return nil }
        switch context.calendars.calendar(text.text, zone: zone, declared: text.written) {
        case .success(let calendar):
            if calendar.gaps == nil { report(.cronNeverFires(place(text.node))) }
            return calendar
        case .failure(let error):
            report(.badCron(text, error, place(text.node)))
            return nil
        }
    }

    private mutating func window(_ fields: FieldSlots, _ zone: Zone) -> Window? {
        guard let map = map(fields[RotationField.window], Schema.rotation[RotationField.window]) else { return nil }
        let fields = self.fields(of: map, Schema.window)
        let ownZone = fields[WindowField.timezone]
        let zone = ownZone.value == nil ? zone : self.zone(ownZone, Schema.window[WindowField.timezone])
        let days = days(fields[WindowField.days])
        let from = time(fields, .from, upTo: 1_439)
        let to = time(fields, .to, upTo: 1_440)
        guard let zone, let days, let from, let to else { return nil }
        guard from != to else {
            report(.emptyWindow(place(fields[WindowField.to].key ?? map.key)))
            return nil
        }
        // One that closes at 00:00 closes at the end of its day.
        return Window(days: days, from: from, to: to == 0 ? 1_440 : to, zone: zone)
    }

    /// Every day where none is named; nil where one, reported, is none.
    private mutating func days(_ slot: FieldSlots.Slot) -> UInt8? {
        guard slot.value != nil else { return 0x7F }
        guard let names = texts(slot, Schema.window[WindowField.days]) else { return nil }
        var days: UInt8 = 0
        var isGood = true
        for name in names {
            if let day = Weekday.allCases.firstIndex(where: { $0.rawValue == name.text.lowercased() }) {
                days |= 1 << UInt8(day)
            } else {
                report(.badWeekday(name, place(name.node)))
                isGood = false
            }
        }
        return isGood ? days : nil
    }

    /// Minutes after midnight.
    private mutating func time(_ fields: FieldSlots, _ field: WindowField, upTo limit: Int) -> Int? {
        guard let value = filledText(fields[field], Schema.window[field]) else { return nil }
        guard let minutes = TimeOfDay.minutes(value.text), minutes <= limit else {
            report(.badTime(value, place(value.node)))
            return nil
        }
        return minutes
    }

    private enum Demand: String, CaseIterable {
        case none, required
    }

    private mutating func adoption(_ fields: FieldSlots) -> Adoption? {
        let demand: Demand? = choice(fields[RotationField.adoption], Schema.rotation[RotationField.adoption])
        let quiet = duration(fields, .quiet)
        let deadline = duration(fields, .adoptionDeadline)
        let after: Adoption.AfterDeadline? = choice(
            fields[RotationField.afterDeadline],
            Schema.rotation[RotationField.afterDeadline]
        )
        guard demand == .required else { return nil }
        return Adoption(quiet: quiet ?? Adoption.defaultQuiet, deadline: deadline, afterDeadline: after ?? .wait)
    }

    /// Reports fields that say nothing without another one, which was probably forgotten.
    ///
    /// With `adoption: none` an environment switches off what `_defaults.yaml` asks for, and need not remove each of its
    /// fields; beside it, in the same file, they are a contradiction.
    private mutating func checkCompany(of fields: FieldSlots) {
        if fields.has(.every), fields.has(.cron), let key = fields[RotationField.cron].key {
            report(.twoSchedules(place(key)))
        }
        if !fields.has(.every), !fields.has(.cron) { reportUnused(.jitter, fields, needs: "`every` or `cron`") }
        if !fields.has(.cron), !fields.has(.window) { reportUnused(.timezone, fields, needs: "`cron` or `window`") }
        let demand = fields[RotationField.adoption].value
        let isOff = demand.map { tree(of: $0).string(at: tree(of: $0).resolve($0.index)) == Demand.none.rawValue }
        for field in [RotationField.quiet, .adoptionDeadline] where isOff ?? true {
            let value = fields[field].value
            if demand == nil || value?.isBase == demand?.isBase {
                reportUnused(field, fields, needs: "`adoption: required`")
            }
        }
        if !fields.has(.adoptionDeadline) { reportUnused(.afterDeadline, fields, needs: "`adoptionDeadline`") }
    }

    private mutating func reportUnused(_ field: RotationField, _ fields: FieldSlots, needs need: String) {
        guard let key = fields[field].key else { return }
        report(.unusedField(Schema.rotation[field], needs: need, place(key)))
    }

    /// Checks that what a rotation asks for can be done before a key ends.
    private mutating func check(_ rotation: Rotation, gaps: CronGaps?, _ fields: FieldSlots) {
        // What could not be read is no schedule that could be checked.
        guard fields.has(.every) == (rotation.every != nil), fields.has(.cron) == (gaps != nil),
            fields.has(.window) == (rotation.window != nil), fields.has(.jitter) == (rotation.jitter != .zero)
        else { return }
        let shortest = rotation.every ?? gaps?.shortest
        if let shortest, rotation.jitter > shortest, let value = fields[RotationField.jitter].value {
            report(.jitterTooLong(rotation, interval: shortest, place(value)))
        }
        let budget = RotationBudget(rotation, gaps: gaps, calendars: context.calendars)
        if let budget, let value = fields[RotationField.expires].value {
            if budget.slack <= .zero {
                report(.endsTooEarly(rotation, budget, place(value)))
                return
            }
            if budget.age > budget.room {
                report(.windowTooRare(rotation, budget, place(fields[RotationField.window].key ?? value)))
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
        _ fields: FieldSlots
    ) {
        guard let adoption = rotation.adoption, let deadline = adoption.deadline,
            let value = fields[RotationField.adoptionDeadline].value
        else { return }
        let time = AdoptionBudget(adoption, deadline: deadline, rotation, gaps: gaps, budget)
        if deadline < adoption.quiet {
            report(.deadlineBeforeQuiet(adoption, deadline, place(value)))
        } else if time.isTooLate {
            report(.deadlineTooLate(adoption, deadline, rotation, time, place(value)))
        }
    }
}

extension FieldSlots {
    fileprivate func has(_ field: RotationField) -> Bool { self[field].value != nil }
}

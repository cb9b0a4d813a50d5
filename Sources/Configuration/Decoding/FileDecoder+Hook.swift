internal import Model

extension FileDecoder {
    /// What an environment's `onChange` and `onChangeTimeout` say for those of its identities that do not.
    struct HookDefaults {
        var hook: Hook?
        var timeout = Hook.defaultTimeout
    }

    mutating func hookDefaults(_ fields: FieldSlots) -> HookDefaults {
        let timeout =
            duration(
                fields[EnvironmentField.onChangeTimeout],
                Schema.environment[EnvironmentField.onChangeTimeout]
            ) ?? Hook.defaultTimeout
        let arguments = arguments(
            fields[EnvironmentField.onChange],
            Schema.environment[EnvironmentField.onChange]
        )
        return HookDefaults(
            hook: arguments.map { Hook(arguments: $0, timeout: timeout, folder: context.folder) },
            timeout: timeout
        )
    }

    /// What is run after a change of an identity's fragments: its own, or else its environment's.
    mutating func hook(_ fields: FieldSlots) -> Hook? {
        let slot = fields[IdentityField.onChange]
        let timeoutSlot = fields[IdentityField.onChangeTimeout]
        let timeout = duration(timeoutSlot, Schema.identity[IdentityField.onChangeTimeout])
        guard slot.value != nil else {
            guard !slot.isRemoved, let inherited = hookDefaults.hook else {
                if let key = timeoutSlot.key {
                    report(
                        .unusedField(Schema.identity[IdentityField.onChangeTimeout], needs: "`onChange`", place(key))
                    )
                }
                return nil
            }
            guard let timeout else { return inherited }
            return Hook(arguments: inherited.arguments, timeout: timeout, folder: inherited.folder)
        }
        return arguments(slot, Schema.identity[IdentityField.onChange]).map {
            Hook(arguments: $0, timeout: timeout ?? hookDefaults.timeout, folder: context.folder)
        }
    }

    /// A program and its arguments; an argument may be empty, the program may not.
    private mutating func arguments(_ slot: FieldSlots.Slot, _ field: Field) -> [String]? {
        guard let texts = texts(slot, field), let program = texts.first else { return nil }
        guard !program.text.isEmpty else {
            report(.emptyProgram(field, isInterpolated: program.isInterpolated, place(program.node)))
            return nil
        }
        return texts.map(\.text)
    }
}

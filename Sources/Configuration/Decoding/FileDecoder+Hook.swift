internal import Model

extension FileDecoder {
    /// What an environment's `onChange` and `onChangeTimeout` say for those of its identities that do not.
    struct HookDefaults {
        var hook: Hook?
        var timeout = Hook.defaultTimeout
    }

    mutating func hookDefaults(_ fields: FieldSlots<EnvironmentFields>) -> HookDefaults {
        let timeout = read(fields.onChangeTimeout) ?? Hook.defaultTimeout
        let arguments = arguments(fields.onChange)
        return HookDefaults(
            hook: arguments.map { Hook(arguments: $0, timeout: timeout, folder: context.folder) },
            timeout: timeout
        )
    }

    /// What is run after a change of an identity's fragments: its own, or else its environment's.
    mutating func hook(_ fields: FieldSlots<IdentityFields>) -> Hook? {
        let timeout = read(fields.onChangeTimeout)
        guard fields.onChange.isGiven else {
            guard !fields.onChange.slot.isRemoved, let inherited = hookDefaults.hook else {
                if let key = fields.onChangeTimeout.key {
                    report(.unusedField(fields.onChangeTimeout.field, needs: "`onChange`", place(key)))
                }
                return nil
            }
            guard let timeout else { return inherited }
            return Hook(arguments: inherited.arguments, timeout: timeout, folder: inherited.folder)
        }
        return arguments(fields.onChange).map {
            Hook(arguments: $0, timeout: timeout ?? hookDefaults.timeout, folder: context.folder)
        }
    }

    /// A program and its arguments; an argument may be empty, the program may not.
    private mutating func arguments(_ given: GivenField<[ScalarText]>) -> [String]? {
        guard let texts = read(given), let program = texts.first else { return nil }
        guard !program.text.isEmpty else {
            report(.emptyProgram(given.field, isInterpolated: program.isInterpolated, place(program.node)))
            return nil
        }
        return texts.map(\.text)
    }
}

internal import Model

extension FileDecoder {
    /// What an environment's `onChange` and `onChangeTimeout` say for those of its identities that do not.
    struct HookDefaults {
        var hook: Hook?
        var timeout = Hook.defaultTimeout
    }

    mutating func hookDefaults(_ fields: FieldSlots<EnvironmentFields>) -> HookDefaults {
        let timeout = read(fields.onChangeTimeout) ?? Hook.defaultTimeout
        return HookDefaults(hook: hook(fields.onChange)?.with(timeout: timeout), timeout: timeout)
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
            return timeout.map(inherited.with(timeout:)) ?? inherited
        }
        return hook(fields.onChange)?.with(timeout: timeout ?? hookDefaults.timeout)
    }

    /// A program and its arguments; an argument may be empty, the program may not.
    private mutating func hook(_ given: GivenField<[ScalarText]>) -> Hook? {
        guard let texts = read(given), let program = texts.first else { return nil }
        guard !program.text.isEmpty else {
            report(.emptyProgram(given.field, isInterpolated: program.isInterpolated, place(program.node)))
            return nil
        }
        return hook(texts)
    }

    /// Of a program and its arguments, with the default timeout.
    func hook(_ texts: [ScalarText]) -> Hook {
        Hook(
            arguments: texts.map(\.text),
            written: texts.map { Interpolation.names(in: $0.written).isEmpty ? $0.text : $0.written },
            folder: context.folder
        )
    }
}

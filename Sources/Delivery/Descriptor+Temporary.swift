internal import Fragments
internal import Glibc

extension Descriptor {
    /// Makes a file in this folder, for its owner alone, under a name that no one can foresee.
    ///
    /// Nothing that is there is opened, links included.
    func makeTemporary() throws(SystemError) -> (name: String, file: Descriptor) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        while true {
            let digits = String(UInt64.random(in: 0..<1 << 48), radix: 16)
            let padding = String(repeating: "0", count: FragmentPath.temporaryDigits - digits.count)
            let name = FragmentPath.temporaryPrefix + padding + digits + FragmentPath.temporarySuffix
            do throws(SystemError) {
                return (name, Descriptor(try retrying { openat(number, name, flags, mode_t(0o600)) }))
            } catch  where error.number == EEXIST {
                continue
            }
        }
    }
}

/// What is known to be missing: counted, with the exact circumstances told apart, and not held against a year.
enum Gap: Hashable {
    /// A run was killed after a rename and before the folder's sync; the next one sees the new file, gives the old key
    /// its end, and a power cut within the kernel's half minute brings the old file back.
    case trustsUnsyncedRename

    /// A key of one environment stood in a fragment of another; that fragment was written, but where the key is live
    /// the run failed before it committed a new one. What told that the key is shared is gone, and the key stays.
    case forgetsSharedKey
}

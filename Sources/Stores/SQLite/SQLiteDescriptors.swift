internal import Glibc
internal import Synchronization

/// The descriptors of database files that this process has no use for but must not close yet.
///
/// To close one takes away the POSIX locks that SQLite holds on the same file for another store. So they are kept until no
/// store has the file open any more.
enum SQLiteDescriptors {
    private struct File: Hashable {
        let device: dev_t
        let inode: ino_t
    }

    private struct Use {
        var count = 0
        var idle: [Int32] = []
    }

    private static let uses = Mutex<[File: Use]>([:])

    /// A store has opened the file.
    static func add(_ device: dev_t, _ inode: ino_t) {
        uses.withLock { $0[File(device: device, inode: inode), default: Use()].count += 1 }
    }

    /// A store, and SQLite for it, has done with the file.
    static func remove(_ descriptor: Int32, _ device: dev_t, _ inode: ino_t) {
        let file = File(device: device, inode: inode)
        uses.withLock { uses in
            var use = uses[file] ?? Use(count: 1)
            use.count -= 1
            use.idle.append(descriptor)
            uses[file] = use.count > 0 ? use : nil
            // Under the lock, so that no one opens the file in between.
            if use.count <= 0 { for descriptor in use.idle { Glibc.close(descriptor) } }
        }
    }
}

/// Which lock a store takes: equal for two stores that take one, and in one order for every run, whatever environments are
/// called, so that no two runs wait for each other in a circle.
package struct LockPlace: Hashable, Sendable, Comparable {
    /// The same for every role that may connect.
    package let server: String

    /// The database's oid; a file's device.
    package let database: Int64

    /// The key table's oid; a file's inode: all tables of a file have one lock.
    package let table: Int64

    package init(server: String, database: Int64, table: Int64) {
        self.server = server
        self.database = database
        self.table = table
    }

    package static func < (left: LockPlace, right: LockPlace) -> Bool {
        (left.server, left.database, left.table) < (right.server, right.database, right.table)
    }
}

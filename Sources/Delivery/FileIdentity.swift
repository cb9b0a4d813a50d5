package import Glibc

/// Which file or folder something is, whatever it is called.
package struct FileIdentity: Hashable, Sendable {
    private let device: dev_t
    private let number: ino_t

    package init(_ status: stat) { (device, number) = (status.st_dev, status.st_ino) }

    /// Links followed; nil if nothing is there.
    package init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

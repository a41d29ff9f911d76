import CPostgres
import Glibc

/// An advisory lock on a file (flock), given up when the process ends, however it ends.
package final class FileLock: Sendable {
    package enum Mode: Sendable {
        case shared
        case exclusive

        fileprivate var operation: Int32 { self == .shared ? LOCK_SH : LOCK_EX }
    }

    private let descriptor: Int32
    private let path: String

    /// Opens the lock file, made if need be and given to the owner of the cluster.
    init(path: String, owner: ServerAccount) throws(PostgresError) {
        self.path = path
        // O_NOFOLLOW: root must not be led elsewhere by a link in a directory of somebody else's.
        let opened = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw .embedded("cannot open the lock file \(path): \(describe(errno: errno))")
        }
        descriptor = opened
        if geteuid() == 0 { fchown(opened, owner.userID, owner.groupID) }
    }

    deinit { close(descriptor) }

    /// Takes the lock, or changes its mode, unless another process is in the way.
    func tryLock(_ mode: Mode) -> Bool {
        flock(descriptor, mode.operation | LOCK_NB) == 0
    }

    /// Gives the lock up; it can be taken again.
    func unlock() {
        flock(descriptor, LOCK_UN)
    }

    /// Takes the lock, waiting for the holder at most until the deadline.
    func lock(_ mode: Mode, by deadline: ContinuousClock.Instant) throws(PostgresError) {
        while !tryLock(mode) {
            guard ContinuousClock.now < deadline else {
                throw .embedded("\(path) is held by another process that does not let go")
            }
            pause(milliseconds: 20)
        }
    }
}

/// Lets other processes go on: for waits on what no descriptor announces.
func pause(milliseconds: Int32) {
    _ = poll(nil, 0, milliseconds)
}

import Glibc
import Synchronization

/// The process's standard error, written a whole line at a time.
package enum StandardError {
    /// Held while a line is written, so that lines of two threads do not mix.
    private static let turn = Mutex(())

    /// Writes all of `text`; gives up silently when nobody can read it any more.
    package static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            turn.withLock { _ in
                var written = 0
                while written < bytes.count {
                    // In bounds: `written` is less than the buffer's count.
                    let count = unsafe Glibc.write(
                        STDERR_FILENO, bytes.baseAddress?.advanced(by: written),
                        bytes.count - written)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { return }
                    written += count
                }
            }
        }
    }
}

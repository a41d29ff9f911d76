import Glibc
import Synchronization

/// Wakes one waiting thread: any thread signals, the owner waits for a signal or a deadline.
///
/// Signals are not counted. After a wait the owner looks at all that may have changed: what a
/// signaller did before `signal()` is visible by then. The descriptor can stand in an event loop
/// next to others; whoever sees it readable calls `clear()` before looking at the shared state.
package final class Wakeup: Sendable {
    /// Readable while a signal waits.
    package let fileDescriptor: Int32
    private let writeDescriptor: Int32
    /// Whether a byte is in the pipe or about to be: saves the system call for all signals but the
    /// first.
    ///
    /// Always changed by an exchange, so that the owner's clearing is ordered against every signal.
    private let signalled = Atomic<Bool>(false)

    package init() throws(SystemCallError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            throw SystemCallError.last("open a pipe for wake-ups")
        }
        (fileDescriptor, writeDescriptor) = (ends[0], ends[1])
        for end in ends {
            // Neither can fail on a descriptor that was just opened.
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(fileDescriptor)
        close(writeDescriptor)
    }

    /// Wakes the owner, now or at its next wait.
    package func signal() {
        guard !signalled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var byte: UInt8 = 1
        // The pipe holds at most a few bytes, so the write neither blocks nor fails for space; a
        // signal handler may interrupt it.
        while unsafe write(writeDescriptor, &byte, 1) < 0 && errno == EINTR {}
    }

    /// Waits for a signal, takes it, and says whether there was one in time.
    ///
    /// - Parameter timeoutMilliseconds: How long at most; nil waits without end.
    @discardableResult
    package func wait(timeoutMilliseconds: Int?) -> Bool {
        let now = Clock.system.monotonicNanoseconds
        let deadline = timeoutMilliseconds.map { now() + UInt64(max($0, 0)) * 1_000_000 }
        while true {
            var left: Int32 = -1
            if let deadline {
                let nanoseconds = deadline > now() ? deadline - now() : 0
                left = Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
            }
            var descriptor = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&descriptor, 1, left)
            if ready > 0 {
                clear()
                return true
            }
            if ready == 0 { return false }
        }
    }

    /// Takes the signal that waits, if one does.
    package func clear() {
        var bytes: (UInt64, UInt64) = (0, 0)
        // First the pipe, then the mark: a signal in between is seen by the caller's look at the
        // shared state, one after the exchange writes again.
        while unsafe read(fileDescriptor, &bytes, 16) > 0 {}
        _ = signalled.exchange(false, ordering: .acquiringAndReleasing)
    }
}

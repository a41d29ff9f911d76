import Glibc
import Synchronization

/// A named thread of its own, for code that blocks (libpq, libmicrohttpd) and must therefore never
/// run on Swift's cooperative pool.
///
/// The thread runs `body` once. Whoever starts a worker joins it: a worker that is dropped goes on
/// running until its body returns.
package final class Worker: Sendable {
    /// The thread's name; the system shows the first 15 bytes.
    package let name: String
    private let thread: Mutex<pthread_t?>

    package init(_ name: String, body: @escaping @Sendable () -> Void) throws(SystemCallError) {
        self.name = name
        let start = unsafe Unmanaged.passRetained(ThreadStart(name: name, body: body))
        var thread = pthread_t()
        // The new thread takes over the one reference to `start`.
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            throw SystemCallError(operation: "start the thread \(name)", code: code)
        }
        self.thread = Mutex(thread)
    }

    /// The system's handle of the thread; nil once it was joined.
    var handle: pthread_t? { thread.withLock { $0 } }

    /// Returns when the thread has ended; at once when it was joined before.
    ///
    /// Several threads may wait; the worker itself must not.
    package func join() {
        thread.withLock { thread in
            guard let running = thread else { return }
            precondition(pthread_equal(running, pthread_self()) == 0, "\(name) joins itself")
            // Joined once: the lock is held, and the handle is forgotten below.
            pthread_join(running, nil)
            thread = nil
        }
    }
}

/// What the new thread is handed.
private final class ThreadStart: Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    func run() {
        showName()
        body()
    }

    /// Gives the thread its name in `ps` and `top`.
    ///
    /// Only for people: a failure changes nothing.
    private func showName() {
        // What `pthread_setname_np` does, which Swift's Glibc module does not declare.
        let descriptor = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        let bytes = Array(name.utf8.prefix(15))
        _ = unsafe write(descriptor, bytes, bytes.count)
        close(descriptor)
    }
}

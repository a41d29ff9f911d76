import Glibc

/// Where the time comes from: the system, or a test that moves it by hand.
package struct Clock: Sendable {
    /// Microseconds since the Unix epoch; may jump when the system's clock is set.
    package var wallMicroseconds: @Sendable () -> Int64
    /// Nanoseconds since an arbitrary instant; never goes back.
    ///
    /// For deadlines and durations.
    package var monotonicNanoseconds: @Sendable () -> UInt64

    package init(
        wallMicroseconds: @escaping @Sendable () -> Int64,
        monotonicNanoseconds: @escaping @Sendable () -> UInt64
    ) {
        self.wallMicroseconds = wallMicroseconds
        self.monotonicNanoseconds = monotonicNanoseconds
    }

    /// The clocks of the operating system.
    package static let system = Clock(
        wallMicroseconds: {
            let now = Clock.read(CLOCK_REALTIME)
            return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
        },
        monotonicNanoseconds: {
            let now = Clock.read(CLOCK_MONOTONIC)
            return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
        })

    private static func read(_ clock: clockid_t) -> timespec {
        var now = timespec()
        // Cannot fail: both clocks exist on every Linux, and `now` is a valid place to write to.
        unsafe clock_gettime(clock, &now)
        return now
    }
}

import Glibc
import Runtime
import Synchronization
import Testing

@Suite("Threads")
struct ThreadsTests {
    @Test("A worker runs its body once, under its name, and can be joined by many, many times")
    func runsWorkers() throws {
        let shown = Mutex<[String]>([])
        let worker = try Worker("a name that is too long") {
            let descriptor = unsafe open("/proc/thread-self/comm", O_RDONLY)
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = unsafe read(descriptor, &bytes, bytes.count)
            close(descriptor)
            shown.withLock { $0.append(String(decoding: bytes[..<max(count, 0)], as: UTF8.self)) }
        }
        let others = try (0..<3).map { _ in try Worker("joiner") { worker.join() } }
        worker.join()
        worker.join()
        for other in others { other.join() }
        #expect(shown.withLock { $0 } == ["a name that is \n"])
    }

    @Test("A signal before, during and after a wait is never lost")
    func losesNoSignal() throws {
        let wakeup = try Wakeup()
        let given = Atomic<Int>(0)
        let total = 20_000
        let worker = try Worker("signaller") {
            for _ in 0..<total {
                given.wrappingAdd(1, ordering: .relaxed)
                wakeup.signal()
            }
        }
        // Ends only if the last signal, too, wakes: a lost one would leave this waiting.
        while given.load(ordering: .relaxed) < total {
            #expect(wakeup.wait(timeoutMilliseconds: 10_000))
        }
        worker.join()
    }

    @Test("A wait without a signal ends at its deadline; signals are not counted")
    func timesOut() throws {
        let wakeup = try Wakeup()
        #expect(!wakeup.wait(timeoutMilliseconds: 0))
        #expect(!wakeup.wait(timeoutMilliseconds: 5))
        wakeup.signal()
        wakeup.signal()
        #expect(wakeup.wait(timeoutMilliseconds: 0))
        #expect(!wakeup.wait(timeoutMilliseconds: 0))
    }

    @Test("Time is read in the stated units")
    func readsClocks() {
        let clock = Clock.system
        #expect(abs(clock.wallMicroseconds() - Int64(time(nil)) * 1_000_000) < 5_000_000)
        let first = clock.monotonicNanoseconds()
        #expect(clock.monotonicNanoseconds() >= first)
    }

    @Test("A failed call says which, and why")
    func describesErrors() {
        let error = SystemCallError(operation: "open /nowhere", code: ENOENT)
        #expect(error.description == "open /nowhere: No such file or directory")
    }
}

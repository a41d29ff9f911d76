import Glibc
import Synchronization
import Testing

@testable import Runtime

@Suite("Service group")
struct ServiceGroupTests {
    /// What happened, in order.
    final class Record: Sendable {
        private let events = Mutex<[String]>([])

        var all: [String] { events.withLock { $0 } }

        func note(_ event: String) { events.withLock { $0.append(event) } }
    }

    struct Failure: Error {}

    struct Noted: Service {
        let name: String
        let record: Record
        var fails = false
        var whileStopping: @Sendable () -> Void = {}

        func start() throws {
            if fails { throw Failure() }
            record.note("start \(name)")
        }

        func stop() {
            whileStopping()
            record.note("stop \(name)")
        }
    }

    @Test("Services start in order and stop in reverse; a hang-up reloads")
    func stopsInReverse() throws {
        let record = Record()
        let signals = try SignalWatch(receiving: false)
        let group = ServiceGroup(
            services: ["a", "b", "c"].map { Noted(name: $0, record: record) }, signals: signals,
            stopRequest: try StopRequest(), logger: .silent
        ) {
            record.note("reload")
            // Only after the reload, so that both are seen one after the other.
            signals.deliver(.terminate)
        }
        signals.deliver(.hangUp)
        #expect(try group.run() == .signal("SIGTERM"))
        #expect(
            record.all == ["start a", "start b", "start c", "reload", "stop c", "stop b", "stop a"])
    }

    @Test("A service that cannot go on stops all; the first reason counts")
    func stopsOnRequest() throws {
        let record = Record()
        let stopRequest = try StopRequest()
        let group = ServiceGroup(
            services: [Noted(name: "a", record: record)],
            signals: try SignalWatch(receiving: false), stopRequest: stopRequest, logger: .silent,
            reload: {})
        let reason = StopReason.failure(service: "a", reason: "disk full")
        let worker = try Worker("failing") {
            stopRequest.request(reason)
            stopRequest.request(.finished)
        }
        #expect(try group.run() == reason)
        worker.join()
        #expect(record.all == ["start a", "stop a"])
    }

    @Test("A service that does not start stops the ones before it")
    func stopsWhatStarted() throws {
        let record = Record()
        let group = ServiceGroup(
            services: [
                Noted(name: "a", record: record), Noted(name: "b", record: record, fails: true),
                Noted(name: "c", record: record),
            ], signals: try SignalWatch(receiving: false), stopRequest: try StopRequest(),
            logger: .silent, reload: {})
        #expect(throws: Failure.self) { try group.run() }
        #expect(record.all == ["start a", "stop a"])
    }

    @Test("A second signal ends the wait for services that stop slowly")
    func losesPatience() throws {
        let signals = try SignalWatch(receiving: false)
        let release = try Wakeup()
        let record = Record()
        let slow = Noted(name: "slow", record: record) {
            signals.deliver(.interrupt)
            release.wait(timeoutMilliseconds: 10_000)
        }
        let group = ServiceGroup(
            services: [slow], signals: signals, stopRequest: try StopRequest(), logger: .silent,
            reload: {})
        signals.deliver(.terminate)
        #expect(try group.run() == .impatience)
        #expect(record.all == ["start slow"])
        release.signal()
    }

    @Test("A real signal becomes a value, and writing to a closed pipe an error")
    func receivesSignals() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let signals = try SignalWatch()
            // The system may give a signal of the process to any thread that does not block it;
            // the threads of the test library do not, so it is sent to a thread that does.
            let waiting = try #require(signals.receivingThread)
            pthread_kill(waiting, SIGTERM)
            var descriptor = pollfd(
                fd: signals.fileDescriptor, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&descriptor, 1, 10_000)
            var ends: [Int32] = [0, 0]
            unsafe pipe(&ends)
            close(ends[0])
            let written = unsafe write(ends[1], "x", 1)
            let isBrokenPipe = written == -1 && errno == EPIPE
            exit(isBrokenPipe && signals.take() == [.terminate] ? 42 : 1)
        }
    }
}

import Events
import HTTPClient
import Providers
import Runtime
import Synchronization
import TestSupport
import Testing

/// Many senders at once: whatever was acknowledged is in the log, once.
@Suite("Many connections") struct ManyConnectionsTests {
    static let connections = 64
    static let requests = 50

    /// What one sender was told, delivery by delivery.
    private struct Receipt: Sendable {
        var source: String
        var body: [UInt8]
        var answer: HTTPAnswer
    }

    private final class Receipts: Sendable {
        private let receipts = Mutex<[Receipt]>([])
        private let failures = Mutex<[SendingError]>([])

        func add(_ receipt: Receipt) { receipts.withLock { $0.append(receipt) } }
        func add(_ failure: SendingError) { failures.withLock { $0.append(failure) } }
        var all: [Receipt] { receipts.withLock { $0 } }
        var allFailures: [SendingError] { failures.withLock { $0 } }
    }

    /// Every tenth request repeats the one before.
    private static func body(_ connection: Int, _ request: Int) -> [UInt8] {
        let number = request % 10 == 9 ? request - 1 : request
        return Array(
            #"{"id":"\#(connection)-\#(number)","type":"card:updated","created":1767225600}"#.utf8)
    }

    /// Sends everything of one connection, on the calling thread.
    private static func send(
        _ connection: Int, to source: TestSource, port: UInt16, _ receipts: Receipts
    ) {
        var sender = HTTPSender(host: "127.0.0.1", port: port, timeoutMilliseconds: 60_000)
        for request in 0..<requests {
            let body = body(connection, request)
            do throws(SendingError) {
                let answer = try sender.post(
                    "/hooks/\(source.name)", headers: source.headers(for: body), body: body)
                receipts.add(Receipt(source: source.name, body: body, answer: answer))
            } catch {
                receipts.add(error)
            }
        }
    }

    @Test("64 connections with 50 requests each, on two sources")
    func acknowledgesEachOnce() throws {
        let sources = [TestSource.uphold, .agentcard]
        try TestIntake.run(sources) { intake in
            let receipts = Receipts()
            let port = intake.port
            let senders = try (0..<Self.connections).map { connection in
                try Worker("sender \(connection)") {
                    Self.send(connection, to: sources[connection % 2], port: port, receipts)
                }
            }
            for sender in senders { sender.join() }
            #expect(receipts.allFailures.isEmpty)
            let all = receipts.all
            #expect(all.count == Self.connections * Self.requests)
            #expect(all.allSatisfy { $0.answer.status == 200 })
            for source in sources {
                let own = all.filter { $0.source == source.name }
                try expectInLog(own, source, intake)
            }
        }
    }

    /// Each position that was named holds the body it was named for, each body stands once.
    private func expectInLog(
        _ receipts: [Receipt], _ source: TestSource, _ intake: TestIntake
    ) throws {
        let events = try intake.events(of: source)
        #expect(events.map(\.position) == (1...Int64(events.count)).map { $0 })
        #expect(Set(events.map(\.body)).count == events.count)
        #expect(Set(events.map(\.body)) == Set(receipts.map(\.body)))
        var appended = 0
        for receipt in receipts {
            let answer = try #require(
                receipt.answer.text.wholeMatch(
                    of: #/\{"status":"(appended|duplicate)","position":(\d+)\}/#))
            let position = try #require(Int(answer.output.2))
            try #require((1...events.count).contains(position))
            #expect(events[position - 1].body == receipt.body)
            if answer.output.1 == "appended" { appended += 1 }
        }
        #expect(appended == events.count)
        #expect(events.count == Self.connections / 2 * Self.requests * 9 / 10)
    }
}

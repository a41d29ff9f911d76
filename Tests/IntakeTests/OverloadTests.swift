import EventLog
import Events
import HTTPClient
import HTTPServer
import Runtime
import Synchronization
import TestSupport
import Testing

/// More than can be taken, and the end of the service.
@Suite("Overload and stopping") struct OverloadTests {
    static func body(_ number: Int) -> String {
        #"{"id":"event-\#(number)","type":"card:updated"}"#
    }

    /// Every answer is one of the two that a sender may get, and the log holds what was said.
    private func expectNothingLost(
        _ answers: [HTTPAnswer], in intake: TestIntake, appended: Int
    ) throws {
        var bodies: [Int64: String] = [:]
        for (number, answer) in answers.enumerated() where answer.status == 200 {
            let position = try #require(
                answer.text.firstMatch(of: #/"appended","position":(\d+)/#)
                    .flatMap { Int64($0.output.1) })
            bodies[position] = Self.body(number)
        }
        #expect(bodies.count == appended)
        let events = try intake.events(of: .uphold)
        for (position, body) in bodies {
            let event = events.first { $0.position == position }
            #expect(event?.body == Array(body.utf8))
        }
    }

    @Test("A full queue is answered 503 at once, and takes deliveries again when there is room")
    func refusesWhenFull() throws {
        var options = AppenderOptions.forTests
        options.deliveryLimit = 4
        try TestIntake.run([.uphold], options: options) { intake in
            let held = try HeldLog(intake.settings)
            let waiting = try (0..<4).map {
                try intake.deliverInBackground(Self.body($0), to: .uphold)
            }
            try intake.waitForPending(4)
            for _ in 0..<3 {
                let refused = try intake.deliver(Self.body(4), to: .uphold)
                #expect(refused.status == 503)
                #expect(refused.header("Retry-After") == "5")
                #expect(refused.text == #"{"error":"unavailable"}"#)
            }
            #expect(intake.deliveries("unavailable") == 3)
            #expect(intake.answers(503) == 3)
            #expect(waiting.allSatisfy { !$0.isAnswered })
            try held.release()
            let answers = try waiting.map { try $0.answer() }
            #expect(answers.allSatisfy { $0.status == 200 })
            try expectNothingLost(answers, in: intake, appended: 4)
            #expect(
                try intake.deliver(Self.body(4), to: .uphold).text
                    == HTTPAnswer.accepted("appended", 5))
        }
    }

    @Test("A stop commits and acknowledges what was accepted")
    func drainsOnStop() throws {
        try TestIntake.run([.uphold]) { intake in
            let held = try HeldLog(intake.settings)
            let waiting = try (0..<12).map {
                try intake.deliverInBackground(Self.body($0), to: .uphold)
            }
            try intake.waitForPending(12)
            let idle = try RawTCPClient(port: intake.port)
            try idle.send("POST /hooks/other HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            #expect(try idle.receiveResponse().status == 404)
            let server = intake.server
            let stopping = try Worker("stop") { server.stop() }
            // A stop ends idle connections first; those with a request wait for their answers.
            #expect(try idle.receive() == [])
            #expect(waiting.allSatisfy { !$0.isAnswered })
            try held.release()
            stopping.join()
            let answers = try waiting.map { try $0.answer() }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(answers.allSatisfy { $0.header("Connection") == "close" })
            try expectNothingLost(answers, in: intake, appended: 12)
            #expect(try intake.events(of: .uphold).count == 12)
        }
    }

    @Test("What cannot be committed before the stop is answered 503, and a retry finds the truth")
    func refusesOnStop() throws {
        var limits = HTTPLimits()
        limits.stopSeconds = 0.05
        try TestIntake.run([.uphold], limits: limits) { intake in
            let held = try HeldLog(intake.settings)
            let waiting = try (0..<3).map {
                try intake.deliverInBackground(Self.body($0), to: .uphold)
            }
            try intake.waitForPending(3)
            intake.server.stop()
            let answers = try waiting.map { try $0.answer() }
            #expect(answers.allSatisfy { $0.status == 503 })
            #expect(answers.allSatisfy { $0.header("Retry-After") == "5" })
            try held.release()
            intake.appender.stop()
            // Committed though nobody was told: a retry would be a duplicate, never a second event.
            #expect(
                try Set(intake.events(of: .uphold).map(\.eventID))
                    == ["event-0", "event-1", "event-2"])
            #expect(intake.answers(503) == 3)
        }
    }
}

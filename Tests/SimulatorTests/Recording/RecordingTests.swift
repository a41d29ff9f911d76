import Delivery
import Providers
import Recording
import TestSupport
import Testing

@Suite struct RecordingTests {
    @Test func aFileHoldsTheRequestAsItWent() throws {
        let delivery = RecordedDelivery(
            path: "/hooks/a", headers: [HeaderField(name: "Signature", value: "sha512=00")],
            body: [0, 13, 10, 255])
        #expect(
            delivery.fileBytes == Array(
                "POST /hooks/a HTTP/1.1\r\nSignature: sha512=00\r\n\r\n".utf8)
                + [0, 13, 10, 255])
        #expect(try RecordedDelivery(fileBytes: delivery.fileBytes) == delivery)
    }

    @Test func editedFilesWithPlainLineEndsAreRead() throws {
        let delivery = try RecordedDelivery(
            fileBytes: Array("POST /a HTTP/1.1\nX: b: c\n\n{\"a\":1}\n".utf8))
        #expect(delivery.headers == [HeaderField(name: "X", value: "b: c")])
        #expect(delivery.body == Array("{\"a\":1}\n".utf8))
    }

    @Test(
        arguments: [
            "", "POST /a HTTP/1.1", "GET /a HTTP/1.1\n\n", "POST a HTTP/1.1\n\n",
            "POST /a HTTP/1.1\nno colon\n\n", "POST /a HTTP/1.1\nX: y\n",
        ])
    func whatIsNoDelivery(text: String) {
        #expect(throws: RecordingError.self) {
            try RecordedDelivery(fileBytes: Array(text.utf8))
        }
    }

    @Test(arguments: Provider.all)
    func aReplayIsEqualByteForByte(provider: Provider) throws {
        let directory = try TemporaryDirectory.make() + "/recorded"
        defer { TemporaryDirectory.remove(directory) }
        let first = try Receiver(statuses: [500])
        defer { first.stop() }
        var test = try TestDelivery(provider, to: [first.url()], speed: 10_000_000)
        test.options.connections = 1
        test.recorder = try DeliveryRecorder(directory: directory)
        let summary = try test.run((0..<20).map { TestDelivery.webhook($0) })
        #expect(summary.attempts == 21)

        let second = try Receiver()
        defer { second.stop() }
        var replay = try TestDelivery(provider, to: [second.url("other")])
        replay.options.connections = 1
        let reader = try RecordingReader(directory: directory)
        let again = try DeliveryEngine(
            channels: [replay.channel], desk: replay.desk, options: replay.options
        ).run(reader)
        #expect(reader.failure == nil)
        #expect(again.acknowledged == 21)
        func parts(_ receiver: Receiver) -> [[String]] {
            receiver.received.map { request in
                [request.path, request.text]
                    + request.headers.filter { $0.name != "Host" }.map { "\($0.name): \($0.value)" }
            }
        }
        #expect(parts(first) == parts(second))
    }

    @Test func aRecordingIsNeverMixedWithAnother() throws {
        let directory = try TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        let recorder = try DeliveryRecorder(directory: directory)
        try recorder.record(RecordedDelivery(path: "/", headers: [], body: []))
        #expect(throws: RecordingError.notEmpty(directory)) {
            try DeliveryRecorder(directory: directory)
        }
        #expect(throws: RecordingError.self) {
            try DeliveryRecorder(directory: directory + "/00000001.http/x")
        }
    }

    @Test func anEmptyDirectoryIsNoRecording() throws {
        let directory = try TemporaryDirectory.make()
        defer { TemporaryDirectory.remove(directory) }
        #expect(throws: RecordingError.noDeliveries(directory)) {
            try RecordingReader(directory: directory)
        }
    }
}

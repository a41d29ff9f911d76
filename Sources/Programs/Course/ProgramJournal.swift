package import Events

/// What a program's course writes its events into; its chance and its clocks.
///
/// The course counts elapsed milliseconds of the program; the stated clock runs slower by `speed`.
package struct ProgramJournal: Sendable {
    /// An event before it has its place and times.
    package struct Draft {
        package var type: String
        package var subject: ProgramSubject
        package var body: JSONBody
        package var eventID: String?
        package var createdAt: Timestamp?
        package var claims = EventClaims()
        package var truth = EventTruth()

        package init(
            type: String, subject: ProgramSubject, body: JSONBody, eventID: String? = nil,
            createdAt: Timestamp? = nil, claims: EventClaims = EventClaims(),
            truth: EventTruth = EventTruth()
        ) {
            self.type = type
            self.subject = subject
            self.body = body
            self.eventID = eventID
            self.createdAt = createdAt
            self.claims = claims
            self.truth = truth
        }
    }

    package let settings: ProgramSettings
    package let start: Timestamp
    /// In every id, so that programs of several seeds can share a source.
    package let tag: String
    package var random: SeededRandom
    private var events: [ProgramEvent] = []
    private var taken = 0
    private var eventCount: Int64 = 0
    private var idCount: Int64 = 0

    package init(seed: UInt64, start: Timestamp, settings: ProgramSettings) {
        self.settings = settings
        self.start = start
        tag = String(seed, radix: 36)
        random = SeededRandom(seed: seed)
    }

    package mutating func emit(_ draft: Draft, at elapsed: Int64) {
        let happensAt = realTime(elapsed)
        events.append(
            ProgramEvent(
                index: eventCount, programTime: start.after(milliseconds: elapsed),
                happensAt: max(happensAt, draft.createdAt ?? happensAt),
                createdAt: draft.createdAt, eventID: draft.eventID, type: draft.type,
                subject: draft.subject, body: draft.body, claims: draft.claims,
                truth: draft.truth))
        eventCount += 1
    }

    mutating func takeFirst() -> ProgramEvent? {
        guard taken < events.count else { return nil }
        defer {
            taken += 1
            if taken == events.count {
                events.removeAll(keepingCapacity: true)
                taken = 0
            }
        }
        return events[taken]
    }

    /// An elapsed time of the program on the stated clock.
    package func realTime(_ elapsed: Int64) -> Timestamp {
        Timestamp(microseconds: start.microseconds + elapsed * 1_000 / settings.speed)
    }

    /// On a clock of milliseconds, later than what was stated last of the same thing: a provider
    /// whose times order its events states no two alike.
    package func statedMillisecond(_ elapsed: Int64, after last: inout Timestamp) -> Timestamp {
        let exact = realTime(elapsed).microseconds
        let floor = exact - exact % 1_000
        last = Timestamp(microseconds: max(floor, last.microseconds + 1_000))
        return last
    }

    /// A number that no other id of the program has, at least eight digits: later is greater.
    package mutating func number() -> String {
        idCount += 1
        let digits = String(idCount)
        return Self.zeros[min(digits.utf8.count, 8)] + digits
    }

    package mutating func id(_ prefix: String) -> String { prefix + tag + "-" + number() }

    private static let zeros = (0...8).map { String(repeating: "0", count: 8 - $0) }

    // MARK: Chance

    package mutating func chance(_ permille: Int64) -> Bool { random.integer(0...999) < permille }

    /// The place of a weight, as often as it weighs.
    package mutating func place(in weights: [Int64]) -> Int {
        var rest = random.integer(0...max(1, weights.reduce(0, +)) - 1)
        for (place, weight) in weights.enumerated() {
            if rest < weight { return place }
            rest -= weight
        }
        return 0
    }

    /// How long until something that comes `perDay` times on an average day, by the hour's rhythm:
    /// quiet nights, busy noons and evenings.
    package mutating func pause(perDay: Int64, at elapsed: Int64) -> Int64 {
        let hour = Int((settings.startHour + elapsed / 3_600_000) % 24)
        let mean = 86_400_000 * 100 / max(1, perDay) / Self.rhythm[hour]
        return random.integer(0...max(1, 2 * mean))
    }

    /// In percent of the average hour; they sum to 2,400.
    private static let rhythm: [Int64] = [
        30, 20, 15, 15, 20, 35, 60, 95, 120, 125, 130, 145,
        170, 160, 135, 125, 130, 150, 175, 180, 150, 110, 65, 40,
    ]
}

extension SeededRandom {
    private static let digits = Array("0123456789abcdef".utf8)

    /// A random UUID (version 4) in lower case, written in one go.
    package mutating func fastUUID() -> String {
        let high = (next() & ~0xF000) | 0x4000
        let low = (next() & ~(0b11 << 62)) | (0b10 << 62)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for place in 0..<32 {
            if place == 8 || place == 12 || place == 16 || place == 20 {
                text.append(UInt8(ascii: "-"))
            }
            let word = place < 16 ? high : low
            text.append(Self.digits[Int(word >> (60 - UInt64(place % 16) * 4) & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Around a typical amount: small ones often, the top rarely.
    package mutating func amount(upTo most: Int64) -> Int64 {
        let ceiling = integer(1...max(1, most))
        return integer(1...max(1, ceiling))
    }

    package mutating func fourDigits() -> String {
        let digits = String(integer(0...9_999))
        return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}

import Events
import Programs

/// A while in which the receiver answers nothing.
struct Outage: Sendable {
    /// Of its record.
    let number: Int
    let range: Range<Timestamp>
}

// What an outage of the receiver does to deliveries: their first attempts are lost, and the
// provider's schedule of retries decides which later one arrives.
extension FaultPlan {
    /// Of so many outages one outlasts every retry.
    private static let longOneOf: Int64 = 7

    /// From the first attempt to the last.
    private var retryWindow: Int64 { settings.retryDelaysMicroseconds.reduce(0, +) }

    /// One at a time; between two of them every retry has had its time.
    func outageMayBegin(at time: Timestamp) -> Bool {
        guard let last = outage else { return true }
        return time.microseconds > last.range.upperBound.microseconds + retryWindow
    }

    /// The receiver is away from the record's event on: mostly for less than the retries take.
    mutating func beginOutage(_ record: inout FaultRecord) {
        let percent =
            random.integer(1...Self.longOneOf) == 1
            ? random.integer(105...130) : random.integer(2...80)
        let length = max(1, retryWindow * percent / 100)
        let end = Timestamp(microseconds: record.happensAt.microseconds + length)
        outage = Outage(number: record.number, range: record.happensAt..<end)
        record.endsAt = end
        // Taken up again with all others that it keeps away.
        record.eventIDs = []
        record.accounts = []
    }

    /// The delivery with the attempts that the outage takes from it.
    ///
    /// One that suffers a fault already goes its own way: an event suffers one at most.
    mutating func throughOutage(_ delivery: ScheduledDelivery) -> ScheduledDelivery {
        guard let outage, outage.range.contains(delivery.sendAt), delivery.answer == .stored,
            delivery.fault == nil || delivery.fault == outage.number
        else { return delivery }
        var delivery = delivery
        delivery.fault = outage.number
        delivery.lostAttempts = lostAttempts(from: delivery.sendAt, in: outage.range)
        note(delivery, sufferingFrom: outage)
        if kind.places.attempts != nil, !delivery.neverArrives {
            delivery.notice.attempt = delivery.attempt + delivery.lostAttempts
        }
        return delivery
    }

    private func lostAttempts(from time: Timestamp, in outage: Range<Timestamp>) -> Int {
        var time = time.microseconds
        for (attempt, delay) in settings.retryDelaysMicroseconds.enumerated() {
            time += delay
            if time >= outage.upperBound.microseconds { return attempt + 1 }
        }
        return .max
    }

    private mutating func note(_ delivery: ScheduledDelivery, sufferingFrom outage: Outage) {
        records[outage.number].eventIDs.append(delivery.notice.eventID)
        var subjects: [ProgramSubject] = []
        if let claims = delivery.notice.claims {
            let transactions = [claims.step?.transactionID, claims.referenceID].compactMap(\.self)
            subjects = transactions.map { ProgramSubject(.transaction, $0) }
            if let card = claims.cardID { subjects.append(ProgramSubject(.card, card)) }
            if delivery.neverArrives {
                let accounts = [
                    claims.step?.account, claims.step?.counterparty, claims.report?.account,
                ].compactMap(\.self)
                records[outage.number].accounts += accounts
            }
        }
        records[outage.number].subjects += subjects
        guard delivery.neverArrives else { return }
        records[outage.number].lostCount += 1
        neverArrivingCount += 1
    }
}

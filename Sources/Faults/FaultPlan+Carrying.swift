import Events
import Programs

// What each fault does.

extension FaultPlan {
    /// Whether this fault can be made of this event and is worth it: a loss that no rule could ever
    /// notice proves nothing.
    func isPossible(_ fault: FaultKind, of event: ProgramEvent) -> Bool {
        let claims = event.claims
        switch fault {
        case .drop, .dropAndExpire:
            return kind.statesMoney ? changesBalance(event) : claims.step?.status == "processing"
        case .skipStep: return claims.step?.kind == .authorized
        case .delay: return event.createdAt != nil
        case .reorder:
            guard let stream = claims.stream, event.createdAt != nil else { return false }
            return held[stream] == nil
        case .stripTransactionID, .nullTransactionID:
            return claims.mustNameTransaction
        case .wrongBalance:
            return claims.report != nil && event.type != kind.places.openingType
                && event.truth.account != nil
        case .conflictingDuplicate: return kind.inventedID != nil || event.eventID != nil
        case .receiverOutage: return outageMayBegin(at: event.happensAt)
        case .staleAPI: return event.truth != EventTruth()
        case .rateLimitStorm: return event.happensAt >= stormEndsAt
        default: return true
        }
    }

    /// Whether what can be spent is another after the event: a clearing of just what was held
    /// changes nothing of it.
    private func changesBalance(_ event: ProgramEvent) -> Bool {
        guard let step = event.claims.step else { return false }
        switch step.kind {
        case .declined, .statusChanged: return false
        case .cleared:
            guard let truth = event.truth.transaction else { return false }
            return kind.clearingAmount == .total
                ? truth.cleared != truth.authorized : truth.cleared > truth.authorized
        default: return true
        }
    }

    /// Schedules what becomes of an event's delivery; nil: nothing is done to it.
    mutating func carryOut(
        _ fault: FaultKind?, on event: ProgramEvent, _ delivery: ScheduledDelivery
    ) {
        guard let fault else { return deliver(delivery) }
        var delivery = delivery
        delivery.fault = records.count
        var record = FaultRecord(
            number: records.count, kind: fault, eventIndex: event.index,
            eventIDs: [delivery.notice.eventID], happensAt: event.happensAt,
            transactionID: event.claims.step?.transactionID ?? event.claims.referenceID,
            cardID: event.claims.cardID
                ?? (event.claims.stream?.kind == .card
                    ? event.claims.stream?.id : nil),
            accounts: [
                event.claims.step?.account, event.claims.step?.counterparty,
                event.claims.report?.account,
            ].compactMap(\.self),
            summary: "\(event.type) \(delivery.notice.eventID): \(fault.rawValue)")
        switch fault {
        case .drop, .skipStep:
            if !kind.statesMoney, let id = record.transactionID { silenced[id] = record.number }
        case .dropAndExpire:
            delivery.lostAttempts = .max
            neverArrivingCount += 1
            record.withheld = delivery
        case .duplicate: duplicate(delivery)
        case .delay:
            let seconds = settings.thresholds.lateEvent
            delivery.sendAt = delivery.sendAt.after(
                milliseconds: seconds * 1_000 + random.integer(1_000...1_000 + seconds * 500))
            schedule(delivery)
        case .reorder:
            if let stream = event.claims.stream { held[stream] = delivery }
        case .corruptByte: corrupt(delivery, event)
        case .replay: replay(delivery)
        case .stripTransactionID: strip(event, delivery, nil, &record)
        case .nullTransactionID: strip(event, delivery, .null, &record)
        case .wrongBalance: misreport(event, delivery, &record)
        case .conflictingDuplicate: contradict(event, delivery)
        case .forge, .testEvent, .unknownType, .undecodable:
            deliver(delivery, without: true)
            invent(fault, event, &record)
        case .receiverOutage:
            deliver(delivery)
            beginOutage(&record)
        case .staleAPI:
            deliver(delivery)
            record.endsAt = event.happensAt.after(seconds: settings.staleSeconds)
        case .rateLimitStorm:
            deliver(delivery)
            stormEndsAt = event.happensAt.after(seconds: settings.stormSeconds)
            record.endsAt = stormEndsAt
        }
        records.append(record)
    }

    /// Sends at its time, and right after it what waited for the next event of its stream.
    mutating func deliver(_ delivery: ScheduledDelivery, without fault: Bool = false) {
        var delivery = delivery
        if fault { delivery.fault = nil }
        schedule(delivery)
        guard let stream = delivery.notice.claims?.stream, var waiting = held[stream],
            let createdAt = delivery.notice.createdAt, let before = waiting.notice.createdAt,
            createdAt > before
        else { return }
        held[stream] = nil
        waiting.sendAt = delivery.sendAt
        schedule(waiting)
    }

    /// The same event in another attempt, which some providers count within the body.
    private func next(
        _ delivery: ScheduledDelivery, _ event: ProgramEvent, after seconds: Int64
    ) -> ScheduledDelivery {
        var next = delivery
        next.attempt += 1
        next.sendAt = delivery.sendAt.after(milliseconds: seconds * 1_000)
        guard let path = kind.places.attempts else { return next }
        next.notice.attempt = next.attempt
        next.signedBody = event.body.setting(path, to: .integer(Int64(next.attempt))).bytes
        next.body = next.signedBody
        return next
    }

    private mutating func duplicate(_ delivery: ScheduledDelivery) {
        deliver(delivery)
        var again = delivery
        again.answer = .duplicate
        again.sendAt = delivery.sendAt.after(
            milliseconds: random.integer(1...settings.repeatMilliseconds))
        schedule(again)
    }

    private mutating func corrupt(_ delivery: ScheduledDelivery, _ event: ProgramEvent) {
        var broken = delivery
        let place = Int(random.integer(0...Int64(broken.body.count - 1)))
        broken.body[place] ^= UInt8(1 << random.integer(0...7))
        broken.answer = .refused
        schedule(broken)
        schedule(next(delivery, event, after: settings.retrySeconds))
    }

    private mutating func replay(_ delivery: ScheduledDelivery) {
        deliver(delivery)
        var again = delivery
        again.sendAt = delivery.sendAt.after(milliseconds: settings.replaySeconds * 1_000)
        again.authentication = .replayed(signedAt: delivery.sendAt)
        again.answer = kind.proof == .bodyAndTime ? .refused : .duplicate
        schedule(again)
    }

    /// `value` nil: the name is not there either.
    private mutating func strip(
        _ event: ProgramEvent, _ delivery: ScheduledDelivery, _ value: JSONBody?,
        _ record: inout FaultRecord
    ) {
        let path =
            event.claims.step == nil ? kind.places.reference : kind.places.transaction
        var claims = event.claims
        if claims.step != nil { claims.cardID = nil }
        if claims.step != nil, !kind.statesMoney { claims.stream = nil }
        claims.step = nil
        claims.referenceID = nil
        deliver(altered(event, event.body.setting(path, to: value), claims, delivery, &record))
    }

    private mutating func misreport(
        _ event: ProgramEvent, _ delivery: ScheduledDelivery, _ record: inout FaultRecord
    ) {
        guard let account = event.truth.account, var report = event.claims.report,
            let place = kind.places.balance
        else { return }
        let error = random.integer(1...5_000) * (random.integer(0...1) == 0 ? 1 : -1)
        report.available += error
        var claims = event.claims
        claims.report = report
        let body = event.body.setting(
            place.path, to: place.write(account.money(report.available)))
        deliver(altered(event, body, claims, delivery, &record))
    }

    /// The event with another body in its place.
    private mutating func altered(
        _ event: ProgramEvent, _ body: JSONBody, _ claims: EventClaims,
        _ original: ScheduledDelivery, _ record: inout FaultRecord
    ) -> ScheduledDelivery {
        var altered = self.delivery(
            body.bytes, eventID: event.eventID, type: event.type, createdAt: event.createdAt,
            claims: claims, contentID: newContentID(), at: event.happensAt)
        altered.fault = original.fault
        record.eventIDs = [altered.notice.eventID]
        return altered
    }

    private mutating func contradict(_ event: ProgramEvent, _ delivery: ScheduledDelivery) {
        deliver(delivery)
        var other = self.delivery(
            event.body.setting(kind.places.revision, to: .integer(2)).bytes,
            eventID: event.eventID, type: event.type, createdAt: event.createdAt,
            claims: event.claims, contentID: newContentID(),
            at: event.happensAt.after(milliseconds: random.integer(1...settings.repeatMilliseconds))
        )
        other.fault = delivery.fault
        schedule(other)
    }

    /// An event that the program knows nothing of, right after one that it does.
    private mutating func invent(
        _ fault: FaultKind, _ event: ProgramEvent, _ record: inout FaultRecord
    ) {
        let id = newEventID()
        var body = event.body
        if let id { body = body.setting(kind.places.id, to: .string(id)) }
        var claims: EventClaims? = event.claims
        var type = event.type
        switch fault {
        case .testEvent:
            claims?.isLive = !(event.claims.isLive ?? true)
            if let path = kind.places.mode {
                body = body.setting(path, to: .bool(claims?.isLive ?? false))
            }
        case .unknownType:
            var unknownClaims = EventClaims()
            unknownClaims.isKnownType = false
            unknownClaims.isLive = event.claims.isLive
            claims = unknownClaims
            type = kind.places.unknownType + "-\(random.integer(1...5))"
            body = body.setting(kind.places.type, to: .string(type))
        case .forge:
            // Where ids are derived, the forger's event must be another one.
            if id == nil { body = body.setting(["forged"], to: .bool(true)) }
        default: claims = nil
        }
        var bytes = body.bytes
        if fault == .undecodable { bytes.removeLast(bytes.count / 3) }
        var invention = delivery(
            bytes, eventID: fault == .undecodable ? nil : id, type: type,
            createdAt: event.createdAt, claims: claims, contentID: newContentID(),
            at: event.happensAt)
        if fault == .forge {
            invention.authentication = .forged
            invention.answer = .refused
        }
        invention.fault = record.number
        record.eventIDs = [invention.notice.eventID]
        record.type = type
        schedule(invention)
    }
}

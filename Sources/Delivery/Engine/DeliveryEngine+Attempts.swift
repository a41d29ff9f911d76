import Events
import HTTPClient
import Providers

// From a notification to its attempts, and from an attempt's result to what comes next.
extension DeliveryEngine {
    /// Begins the notifications that are due: one delivery for each endpoint that wants them.
    func takeWebhooks(from intake: inout WebhookIntake, now: Int64) throws {
        while hasRoom {
            let webhook = intake.next(dueBy: now) { webhook in webhook.dueAt.map(sinceStart) }
            guard let webhook else { return }
            summary.webhooks += 1
            for prepared in view(webhook.channel).endpoints
            where prepared.endpoint.health.isActive
                && prepared.endpoint.events.matches(webhook.type)
            {
                summary.deliveries += 1
                unbegunCount += 1
                try begin(webhook, endpointID: prepared.endpoint.id, now: now)
            }
        }
    }

    private func begin(_ webhook: OutgoingWebhook, endpointID: String, now: Int64) throws {
        var slot = Slot(
            webhook: webhook, endpointID: endpointID, life: DeliveryLife(dueAt: now))
        guard let stream = webhook.stream else { return try enqueue(add(slot)) }
        slot.holdsStream = true
        let number = add(slot)
        if streams.enter("\(endpointID) \(stream)", slot: number) { try enqueue(number) }
    }

    /// Takes up pings and resends.
    func takeRequests() {
        deskIsReady = false
        for request in desk.take() {
            let now = self.now
            switch request {
            case .ping(let channel, let endpointID, let report):
                guard let place = channels.firstIndex(where: { $0 === channel }) else {
                    report(.unreachable)
                    continue
                }
                // Assumed: a ping has no body.
                let webhook = OutgoingWebhook(
                    channel: place, type: "", notificationID: "", body: [])
                let slot = Slot(
                    webhook: webhook, endpointID: endpointID, life: DeliveryLife(dueAt: now),
                    pingReport: report)
                unbegunCount += 1
                timers.insert(add(slot), at: now)
            case .resend(let channel, let expired):
                guard let place = channels.firstIndex(where: { $0 === channel }) else { continue }
                var slot = Slot(
                    webhook: expired.webhook, endpointID: expired.endpointID, life: expired.life)
                slot.webhook.channel = place
                // Whoever asks for it once more gets it.
                if slot.webhook.flaw?.kind == .lost { slot.webhook.flaw = nil }
                slot.life.resend(at: now)
                summary.resent += 1
                timers.insert(add(slot), at: now)
            }
        }
    }

    /// Puts a delivery that is due in line for a connection.
    func enqueue(_ number: Int) throws {
        guard let slot = slots[number] else { return }
        let prepared = view(slot.webhook.channel).endpoint(slot.endpointID)
        guard let prepared, prepared.endpoint.health.isActive || slot.pingReport != nil else {
            return try abandon(number)
        }
        if let pool = prepared.pool {
            pool.enqueue(number)
        } else if beginAttempt(number) {
            try end(number, .unreachable)
        }
    }

    /// Gives waiting deliveries the connections that are free.
    func dispatch() throws {
        for pool in pools {
            while let (number, connection) = pool.takeNext() {
                try send(number, over: connection, of: pool)
            }
        }
    }

    private func send(_ number: Int, over connection: Int, of pool: ConnectionPool) throws {
        guard let slot = slots[number],
            let prepared = view(slot.webhook.channel).endpoint(slot.endpointID),
            prepared.pool === pool
        else {
            pool.release(connection)
            // The endpoint has moved, or is no more.
            return try enqueue(number)
        }
        guard beginAttempt(number), let begun = slots[number] else {
            return pool.release(connection)
        }
        let flaw = begun.webhook.flaw
        if flaw?.kind == .lost, begun.life.attempts <= flaw?.attempts ?? 0 {
            summary.lost += 1
            pool.release(connection)
            return try end(number, .unreachable)
        }
        let carrier = pool.connections[connection]
        carrier.slot = number
        try writeRequest(begun, prepared, into: &carrier.request)
        do throws(SendingError) {
            try carrier.start(try pool.address())
        } catch {
            try broken(carrier, connection, of: pool)
        }
    }

    private func beginAttempt(_ number: Int) -> Bool {
        guard var slot = slots[number] else { return false }
        let policy = channels[slot.webhook.channel].policy
        guard slot.life.begin(at: now, by: policy) else { return false }
        slots[number] = slot
        summary.attempts += 1
        if slot.life.attempts == 1 { unbegunCount -= 1 } else { summary.retried += 1 }
        return true
    }

    private func writeRequest(
        _ slot: Slot, _ prepared: PreparedEndpoint, into request: inout [UInt8]
    ) throws {
        let webhook = slot.webhook
        var body = channels[webhook.channel].style.retriedBody(
            webhook.body, webhook.earlierAttempts + slot.life.retries)
        let headers = prepared.proof(
            webhook.proof, body: body, notificationID: webhook.notificationID, at: wallTime)
        if let flaw = webhook.flaw, case .altered(let bytes) = flaw.kind,
            slot.life.attempts <= flaw.attempts
        {
            body = bytes
        }
        let path = webhook.path ?? prepared.endpoint.url.path
        if let recorder, slot.pingReport == nil {
            try recorder(path, headers, body)
        }
        prepared.write(path: path, headers: headers, body: body, into: &request)
    }

    /// Takes an attempt's result.
    func end(_ number: Int, _ result: AttemptResult) throws {
        guard var slot = slots[number] else { return }
        let channel = channels[slot.webhook.channel]
        count(result, isRefusalExpected: slot.webhook.isRefusalExpected)
        if let report = slot.pingReport {
            report(result)
            return remove(number)
        }
        slot.life.end(result, at: now, by: channel.policy)
        if !slot.webhook.isRetried { slot.life.abandon() }
        if slot.webhook.isRetried,
            channel.record(result, endpointID: slot.endpointID, at: wallTime)
        {
            summary.disabledEndpoints += 1
        }
        observer?(slot.webhook, slot.life, result)
        try leaveStream(&slot)
        slots[number] = slot
        channel.log(logged(slot, result))
        try settle(number, slot, channel)
    }

    private func settle(_ number: Int, _ slot: Slot, _ channel: DeliveryChannel) throws {
        switch slot.life.state {
        case .waiting(let time): return timers.insert(number, at: time)
        case .underWay: return
        case .acknowledged: summary.acknowledged += 1
        case .abandoned: summary.abandoned += 1
        case .expired:
            summary.expired += 1
            channel.keepExpired(slot.webhook, slot.life, endpointID: slot.endpointID)
        }
        remove(number)
    }

    private func logged(_ slot: Slot, _ result: AttemptResult) -> DeliveryChannel.Logged {
        var status: Int?
        if case .answered(let code, _) = result { status = code }
        return DeliveryChannel.Logged(
            notificationID: slot.webhook.notificationID, type: slot.webhook.type,
            endpointID: slot.endpointID, attempts: slot.life.attempts, status: status,
            isOver: slot.life.isOver, at: wallTime)
    }

    private func abandon(_ number: Int) throws {
        guard var slot = slots[number] else { return }
        slot.pingReport?(.unreachable)
        if slot.life.attempts == 0 { unbegunCount -= 1 }
        if slot.pingReport == nil { summary.abandoned += 1 }
        try leaveStream(&slot)
        remove(number)
    }

    /// Lets the next of the stream go.
    private func leaveStream(_ slot: inout Slot) throws {
        guard slot.holdsStream, let stream = slot.webhook.stream else { return }
        slot.holdsStream = false
        if let next = streams.leave("\(slot.endpointID) \(stream)") {
            timers.insert(next, at: now)
        }
    }

    private func count(_ result: AttemptResult, isRefusalExpected: Bool) {
        if isRefusalExpected, case .answered(401, _) = result { summary.expectedRefusals += 1 }
        switch result {
        case .answered(let status, _): summary.statuses[status, default: 0] += 1
        case .timedOut: summary.timedOut += 1
        case .unreachable: summary.unreachable += 1
        }
    }
}

import Glibc
import HTTPClient
import Runtime

// The sockets: waiting for them, and what they bring.
extension DeliveryEngine {
    /// Sleeps until a socket, the desk or the time needs the thread, and serves what is ready.
    func wait(until time: Int64) throws {
        // Rounded up, so that what is due then is due when the wait ends.
        let left = max(0, time - now)
        let milliseconds = Int32(clamping: min((left + 999) / 1_000, 60_000))
        descriptors.removeAll(keepingCapacity: true)
        descriptors.append(
            pollfd(fd: desk.fileDescriptor, events: Int16(POLLIN), revents: 0))
        for pool in pools {
            for connection in pool.connections {
                let events = connection.waitsForWriting ? POLLIN | POLLOUT : POLLIN
                descriptors.append(
                    pollfd(fd: connection.descriptor, events: Int16(events), revents: 0))
            }
        }
        // The array outlives the call; an interrupted wait is as good as one that ended.
        guard unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds) > 0 else { return }
        if descriptors[0].revents != 0 { deskIsReady = true }
        var place = 1
        for pool in pools {
            for number in pool.connections.indices {
                let ready = Int32(descriptors[place].revents)
                place += 1
                if ready != 0 { try serve(number, of: pool, ready) }
            }
        }
    }

    private func serve(_ number: Int, of pool: ConnectionPool, _ ready: Int32) throws {
        let connection = pool.connections[number]
        do throws(SendingError) {
            if ready & POLLOUT != 0, connection.waitsForWriting {
                try connection.continueWriting()
            }
            if ready & (POLLIN | POLLERR | POLLHUP) != 0,
                let answer = try connection.read(into: &readBuffer), let slot = connection.slot
            {
                pool.release(number)
                answered(slot, answer)
            }
        } catch {
            try broken(connection, number, of: pool)
        }
        try endAnswered()
    }

    private func answered(_ slot: Int, _ answer: AnswerScanner.Answer) {
        answers.append((slot, answer))
    }

    /// Apart from reading, whose errors are of another type.
    private func endAnswered() throws {
        guard !answers.isEmpty else { return }
        for (slot, answer) in answers {
            try end(
                slot,
                .answered(status: answer.status, retryAfterSeconds: answer.retryAfterSeconds))
        }
        answers.removeAll(keepingCapacity: true)
    }

    /// A connection broke, or was none.
    ///
    /// A server may close a connection between two requests at any time: what was sent over it just
    /// then goes once more over a new one.
    func broken(_ connection: DeliveryConnection, _ number: Int, of pool: ConnectionPool) throws {
        let mayStartAgain = connection.mayStartAgain
        connection.close()
        guard let slot = connection.slot else { return }
        if mayStartAgain {
            do throws(SendingError) {
                return try connection.start(try pool.address())
            } catch {
                connection.close()
            }
        }
        pool.release(number)
        try end(slot, .unreachable)
    }

    /// Ends the attempts whose answer did not come in time.
    func endLateAttempts(now: Int64) throws {
        for pool in pools {
            for (number, connection) in pool.connections.enumerated() {
                guard let slot = connection.slot,
                    case .underWay(let answerBy)? = slots[slot]?.life.state, answerBy <= now
                else { continue }
                connection.close()
                pool.release(number)
                try end(slot, .timedOut)
            }
        }
    }
}

import CPostgres
import Glibc

extension Connection {
    /// The event of poll(2) for a socket that has something to read.
    var readable: Int32 { POLLIN }

    /// When the statement that starts now must have answered.
    var answerDeadline: ContinuousClock.Instant? {
        answerTimeLimit.map { ContinuousClock.now + $0 }
    }

    /// The error for a call that libpq refused.
    func lostOrRefused() -> PostgresError {
        PostgresError(
            sqlState: isUsable ? .unexpectedResult : .connectionFailure, severity: "FATAL",
            message: settings.redact(handle.errorMessage.oneLine), leftConnectionBad: !isUsable)
    }

    /// Sends what libpq still holds back.
    ///
    /// Reads meanwhile, or two full sockets would wait for each other for ever.
    func flush(by deadline: ContinuousClock.Instant?) throws(PostgresError) {
        while true {
            switch handle.flush() {
            case 0: return
            case 1:
                try wait(for: POLLIN | POLLOUT, by: deadline)
                guard handle.consumeInput() else { throw lostOrRefused() }
            default: throw lostOrRefused()
            }
        }
    }

    /// The next result, or nil when the statement is done.
    func nextResult(by deadline: ContinuousClock.Instant?) throws(PostgresError) -> ResultHandle? {
        while handle.isBusy {
            try wait(for: POLLIN, by: deadline)
            guard handle.consumeInput() else {
                // What arrived before the break (a FATAL with its SQLSTATE) is the better answer.
                break
            }
        }
        return handle.nextResult()
    }

    /// Waits until the socket is ready; past the deadline closes the connection.
    func wait(
        for events: Int32, by deadline: ContinuousClock.Instant?
    ) throws(PostgresError) {
        while true {
            guard let timeoutMilliseconds = remainingMilliseconds(until: deadline) else {
                close()
                throw PostgresError(
                    sqlState: .connectionFailure, severity: "FATAL",
                    message: "no answer within \(answerTimeLimit ?? .zero); connection closed",
                    leftConnectionBad: true)
            }
            if try isReady(for: events, withinMilliseconds: timeoutMilliseconds) { return }
        }
    }

    /// Whether the socket became ready in time; -1 waits for ever, and a signal ends the wait.
    func isReady(
        for events: Int32, withinMilliseconds timeout: Int32
    ) throws(PostgresError) -> Bool {
        guard handle.socket >= 0 else { throw lostOrRefused() }
        var descriptor = pollfd(fd: handle.socket, events: Int16(events), revents: 0)
        // One descriptor, valid for the call.
        let ready = unsafe poll(&descriptor, 1, timeout)
        if ready < 0, errno != EINTR { throw lostOrRefused() }
        return ready > 0
    }

    /// What poll(2) takes: -1 without a deadline, nil when it has passed.
    private func remainingMilliseconds(until deadline: ContinuousClock.Instant?) -> Int32? {
        guard let deadline else { return -1 }
        let remaining = deadline - .now
        guard remaining > .zero else { return nil }
        // Rounded up: waking a little early would spin.
        return Int32(clamping: Int64(remaining / .milliseconds(1)) + 1)
    }
}

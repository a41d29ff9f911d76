/// What a projector does next with a batch, decided without doing anything of it.
///
/// A batch is read, folded, and either handed to the writer, so that the next is folded meanwhile
/// (*ahead*), or committed before anything else (*awaited*). When the database refuses a value,
/// everything that is not stored is dropped and read again, so that the event that carries the
/// value is found and put into quarantine:
///
/// - `running`: batches go ahead where there is a writer. One that went ahead and is refused leads
///   to `careful`, an awaited one to `searching`.
/// - `careful`: the culprit lies before `until`, so batches are awaited. A refused one leads to
///   `searching`; from `until` on all is `running` again.
/// - `searching`: the culprit lies within the next batches of `size` at most, half of one that was
///   refused. Refused again, half as many are tried, and at one event it is `quarantining`; from
///   `until` on all is `running` again.
/// - `quarantining`: the next event is the culprit and is folded without its facts. Stored, it
///   leads to `careful`; that even this is refused is an error.
struct BatchMachine: Sendable {
    enum State: Hashable, Sendable {
        case running
        case careful(until: Int64)
        case searching(size: Int32, until: Int64)
        case quarantining(reason: String, until: Int64)
    }

    /// What the shell carries out; then it says how that ended.
    enum Action: Hashable, Sendable {
        /// Reads the next events, so many at most: `didRead`.
        case read(atMost: Int32)
        /// Folds them; the first without its facts where a reason is given: `didFold`.
        case fold(refusing: String?)
        /// Waits for the batch that the writer has in hand: `didSettle`.
        case settle
        /// Hands the batch to the writer: `didWrite`.
        case submit
        /// Commits the batch: `didWrite`.
        case commit
        /// Lets memory forget what there is too much of, and ends.
        case finish(events: Int)
        /// Ends with the error that the database gave.
        case fail
    }

    private(set) var state = State.running
    private var limit: Int32 = 0
    private var goesAhead = false
    private var events = 0

    /// Begins a batch after a checkpoint.
    ///
    /// - Parameters:
    ///   - limit: Events in one batch at most.
    ///   - mayGoAhead: There is a writer, and no transaction is open.
    mutating func begin(after checkpoint: Int64, limit: Int32, mayGoAhead: Bool) -> Action {
        if let until, checkpoint >= until { state = .running }
        self.limit = limit
        goesAhead = mayGoAhead && state == .running
        return read()
    }

    mutating func didRead(_ events: Int) -> Action {
        self.events = events
        if events == 0 { return .settle }
        guard case .quarantining(let reason, _) = state else { return .fold(refusing: nil) }
        return .fold(refusing: reason)
    }

    /// One batch at a time is in the writer's hand.
    mutating func didFold() -> Action { .settle }

    mutating func didSettle() -> Action {
        if events == 0 { return .finish(events: 0) }
        return goesAhead ? .submit : .commit
    }

    mutating func didWrite() -> Action {
        if case .quarantining(_, let until) = state { state = .careful(until: until) }
        return .finish(events: events)
    }

    /// The database refused a value of this batch, or of the one before that went ahead; all that
    /// is not stored was dropped.
    ///
    /// - Parameter reached: The position up to which it was folded.
    /// - Parameter folded: Events that were folded and not stored; none when the reading or the
    ///   folding itself was refused.
    mutating func didRefuse(_ reason: String, reached: Int64, folded: Int64) -> Action {
        let until = until ?? reached + Int64(limit)
        if goesAhead {
            goesAhead = false
            state = .careful(until: until)
            return read()
        }
        if case .quarantining = state { return .fail }
        let size = folded > 0 ? min(Int32(clamping: folded), readLimit) : readLimit
        state =
            size > 1
            ? .searching(size: size / 2, until: until)
            : .quarantining(reason: reason, until: until)
        return read()
    }

    private mutating func read() -> Action {
        events = 0
        return .read(atMost: readLimit)
    }

    private var readLimit: Int32 {
        switch state {
        case .running, .careful: limit
        case .searching(let size, _): min(size, limit)
        case .quarantining: 1
        }
    }

    private var until: Int64? {
        switch state {
        case .running: nil
        case .careful(let until), .searching(_, let until), .quarantining(_, let until): until
        }
    }
}

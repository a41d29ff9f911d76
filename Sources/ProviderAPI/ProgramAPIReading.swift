import Events
import Programs
package import Runtime

/// A program's record as the providers' APIs tell it: each provider's folder adds its terms.
package struct ProgramAPIReading: Sendable {
    private let record: ProgramRecord
    private let clock: Clock

    package init(_ record: ProgramRecord, clock: Clock = .system) {
        self.record = record
        self.clock = clock
    }

    /// Lends what is visible now.
    package func read<Value>(_ body: (ProgramRecord.Known) -> Value) -> Value {
        record.read(at: Timestamp(microseconds: clock.wallMicroseconds()), body)
    }
}

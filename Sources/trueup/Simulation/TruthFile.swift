import Faults
import Programs
import Simulator

/// The ground truth of one source's program, as JSON lines.
final class TruthFile {
    private let file: OutputFile
    private let writer = TruthWriter()
    /// The first error; nothing is written after it.
    private var failure: (any Error)?

    init(path: String, model: ProgramModel, source: String) throws {
        file = try OutputFile(path: path)
        try file.write(writer.header(model, source: source))
    }

    func write(_ event: ProgramEvent) {
        write(writer.event(event))
    }

    /// Ends the file with all that is true now, and the faults that were made.
    func finish(_ snapshot: ProgramSnapshot, faults: [FaultRecord]) throws {
        writer.final(snapshot) { write($0) }
        for fault in faults { write(writer.fault(fault)) }
        if let failure { throw failure }
        try file.flush()
    }

    private func write(_ line: [UInt8]) {
        guard failure == nil else { return }
        do {
            try file.write(line)
        } catch {
            failure = error
        }
    }
}

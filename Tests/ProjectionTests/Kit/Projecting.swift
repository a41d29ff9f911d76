import Configuration
import Events
import Ledger
import Postgres
import Projection
import TestSupport

extension ProjectionFixture {
    /// Makes a generation of the source and takes its lease.
    func generation(
        _ number: Int32 = 1, of source: TestSource, owner: String = "test"
    ) throws -> Generation {
        let store = GenerationStore(connection: service)
        let settings = source.projected.settings
        let generation = try store.create(
            source: source.sourceID, number: number, name: nil, settings: settings.json,
            settingsDigest: [1])
        guard let owned = try store.acquire(generation, owner: owner, seconds: 60) else {
            throw ProjectionError.leaseLost(source: source.name, generation: generation.name)
        }
        return owned
    }

    func projector(
        _ generation: Generation, of source: TestSource, batchEvents: Int32 = 2_000,
        cacheBytes: Int = 128 << 20, window: Int? = nil, deadlineSlice: Int? = nil,
        on connection: Connection? = nil, background: BackgroundWriter? = nil
    ) throws -> Projector {
        var limits = ProjectionLimits()
        if let window {
            limits.accountWindow = AccountWindow(reports: window, movements: window)
        }
        if let deadlineSlice { limits.deadlineSlice = deadlineSlice }
        limits.batchEvents = batchEvents
        limits.cacheBytes = cacheBytes
        return try Projector(
            generation, of: source.projected, connection: connection ?? service, limits: limits,
            background: background)
    }

    /// Folds the whole log into a new generation; after every `restartAfter` batches a new
    /// projector goes on from the checkpoint, as after a crash.
    @discardableResult
    func project(
        _ source: TestSource, generation number: Int32 = 1, batchEvents: Int32 = 2_000,
        restartAfter: Int = .max, cacheBytes: Int = 128 << 20, window: Int? = nil,
        deadlineSlice: Int? = nil, background: BackgroundWriter? = nil
    ) throws -> Generation {
        var current = try generation(number, of: source)
        while true {
            let projector = try projector(
                current, of: source, batchEvents: batchEvents, cacheBytes: cacheBytes,
                window: window, deadlineSlice: deadlineSlice, background: background)
            var batches = 0
            while batches < restartAfter, try projector.foldBatch() > 0 { batches += 1 }
            try projector.settle()
            current = projector.generation
            if batches < restartAfter { return current }
        }
    }
}

extension ProjectionFixture {
    /// Lends a writer as the service has one.
    @discardableResult
    func withBackground<Value>(_ body: (BackgroundWriter) throws -> Value) throws -> Value {
        let background = try BackgroundWriter(database.settings(role: "trueup_service"))
        defer { background.stop() }
        return try body(background)
    }
}

extension Projector {
    /// Folds to the head.
    func foldAll() throws {
        while try foldBatch() > 0 {}
    }
}

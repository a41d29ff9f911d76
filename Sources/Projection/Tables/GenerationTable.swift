import Events
import Postgres

/// Generations: how far each is folded, with which settings, and under which epoch of its lease.
enum GenerationTable: Table {
    typealias Record = Generation

    static let sourceID = key("source_id") { $0.sourceID }
    static let number = key("generation") { $0.number }
    static let name = column("name") { $0.name }
    static let state = column("state") { $0.state }
    static let checkpoint = column("checkpoint") { $0.checkpoint }
    static let judgedUntil = column("judged_until") { $0.judgedUntil }
    static let transitions = column("transitions") { $0.transitions }
    static let settings = column("settings") { JSONText($0.settings) }
    static let settingsDigest = column("settings_digest") { $0.settingsDigest }
    static let build = column("build") { $0.build }
    static let epoch = column("epoch") { $0.epoch }
    static let untilPosition = column("until_position") { $0.end?.position }
    static let untilTime = column("until_time") { $0.end?.time }

    static let layout = Layout(
        "generation", sourceID, number, name, state, checkpoint, judgedUntil, transitions, settings,
        settingsDigest, build, epoch, untilPosition, untilTime)

    static func generation(_ row: StoredRow) throws(PostgresError) -> Generation {
        Generation(
            sourceID: try row[sourceID], number: try row[number], name: try row[name],
            state: try row[state], checkpoint: try row[checkpoint],
            judgedUntil: try row[judgedUntil], end: try end(row),
            transitions: try row[transitions], settings: try row[settings].text,
            settingsDigest: try row[settingsDigest], build: try row[build], epoch: try row[epoch])
    }

    private static func end(_ row: StoredRow) throws(PostgresError) -> GenerationEnd? {
        guard let position = try row[untilPosition] else { return nil }
        return GenerationEnd(position: position, time: try row[untilTime])
    }
}

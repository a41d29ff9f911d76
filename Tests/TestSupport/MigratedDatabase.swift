import EventLog
import Postgres

extension TestDatabase {
    /// Lends a new database with roles and the whole schema; made as a copy of one that was
    /// migrated once for this process.
    package static func withSchema<Value>(
        isDurable: Bool = true, _ body: (TestDatabase) throws -> Value
    ) throws -> Value {
        let template = isDurable ? try durableTemplate.get() : try fastTemplate.get()
        return try with(template: template, isDurable: isDurable, body)
    }

    private static let durableTemplate = Result { try makeTemplate(isDurable: true) }
    private static let fastTemplate = Result { try makeTemplate(isDurable: false) }

    private static func makeTemplate(isDurable: Bool) throws -> String {
        let template = try create(isDurable: isDurable)
        let connection = try template.connect()
        defer { connection.close() }
        try connection.execute(Migrator.rolesScript)
        try Migrator(connection).migrate()
        return template.name
    }
}

import Postgres

/// A column without the type of its value: how a record's value gets into COPY or an array.
///
/// The closures are made where the type is known, so that each is compiled for it.
struct Cell<Record>: Sendable {
    let name: String
    let role: ColumnRole
    /// The type that a SELECT must give for it to be read.
    let type: TypeIdentifier
    private let write: @Sendable (Record, inout BinaryCopyWriter) throws(PostgresError) -> Void
    private let gather: @Sendable ([Record]) -> Parameter

    init<Value: ColumnValue>(
        _ name: String, _ role: ColumnRole, _ value: @escaping @Sendable (Record) -> Value
    ) {
        self.name = name
        self.role = role
        type = Value.Stored.postgresType
        write = { record, copy throws(PostgresError) in try copy.append(value(record).stored) }
        gather = { records in
            // By place: `for record in records` would copy every record with all its texts.
            Parameter.array(count: records.count) { value(records[$0]).stored }
        }
    }

    /// Appends the record's value to a row of COPY.
    func append(_ record: Record, to copy: inout BinaryCopyWriter) throws(PostgresError) {
        try write(record, &copy)
    }

    /// The values of all records as one array.
    func array(_ records: [Record]) -> Parameter { gather(records) }
}

import CPostgres

// The only file that touches libpq's pointers. Their rules (libpq, "Behavior in Threaded Programs"
// and "Asynchronous Command Processing"): a PGconn is used by one thread at a time; a PGresult
// belongs to us until PQclear; a string that libpq returns is copied before the next call.

/// A PGresult, freed with the last reference.
@safe final class ResultHandle {
    private let result: OpaquePointer

    fileprivate init(owning result: OpaquePointer) {
        unsafe self.result = unsafe result
    }

    deinit { unsafe PQclear(result) }

    var status: ExecStatusType { unsafe PQresultStatus(result) }
    var rowCount: Int { Int(unsafe PQntuples(result)) }
    var columnCount: Int { Int(unsafe PQnfields(result)) }
    /// The server's word for what it did: `INSERT 0 5`, `COMMIT`, `ROLLBACK`.
    var commandTag: String { unsafe text(PQcmdStatus(result)) ?? "" }
    /// Rows inserted, updated, deleted, selected or copied; empty for other commands.
    var affectedRows: String { unsafe text(PQcmdTuples(result)) ?? "" }
    var message: String { unsafe text(PQresultErrorMessage(result)) ?? "" }

    func columnName(_ column: Int) -> String {
        unsafe text(PQfname(result, Int32(column))) ?? ""
    }

    func columnType(_ column: Int) -> TypeIdentifier {
        TypeIdentifier(rawValue: unsafe PQftype(result, Int32(column)))
    }

    /// A field of an error or a notice, by libpq's one-letter code.
    func field(_ code: Int32) -> String? {
        unsafe text(PQresultErrorField(result, code))
    }

    /// Lends the bytes of a cell without copying them; nil for null.
    func withCell<Value, Failure: Error>(
        row: Int, column: Int, _ body: (Span<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value? {
        // libpq only warns on an index out of range and then reads null: make it a trap instead.
        precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount)
        guard unsafe PQgetisnull(result, Int32(row), Int32(column)) == 0,
            let start = unsafe PQgetvalue(result, Int32(row), Int32(column))
        else { return nil }
        let count = Int(unsafe PQgetlength(result, Int32(row), Int32(column)))
        // The bytes live as long as the PGresult, which the caller's reference to self keeps.
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return try unsafe body(Span(_unsafeBytes: bytes))
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }
}

/// A PGconn, finished with the last reference or when it is closed.
///
/// After that every call answers as libpq does for a null connection: bad status, no socket,
/// nothing sent.
@safe final class ConnectionHandle {
    private var connection: OpaquePointer?
    /// Referenced by libpq through an unretained pointer; lives as long as this object.
    private let notices: NoticeCollector

    /// Connects and waits; the outcome is in `isUsable`.
    init(settings: [(keyword: String, value: String)], notices: NoticeCollector) {
        self.notices = notices
        let keywords = CStrings(settings.map(\.keyword))
        let values = CStrings(settings.map(\.value))
        unsafe connection = unsafe PQconnectdbParams(keywords.pointers, values.pointers, 0)
        unsafe PQsetNoticeReceiver(
            connection,
            { collector, result in
                guard let collector = unsafe collector, let result = unsafe result else { return }
                // The collector outlives the connection (see `notices`), and the receiver runs on
                // the thread that uses the connection.
                let notices = unsafe Unmanaged<NoticeCollector>.fromOpaque(collector)
                unsafe notices.takeUnretainedValue().add(Notice(borrowed: result))
            }, Unmanaged.passUnretained(notices).toOpaque())
        _ = unsafe PQsetnonblocking(connection, 1)
    }

    deinit { unsafe PQfinish(connection) }

    func close() {
        unsafe PQfinish(connection)
        unsafe connection = nil
    }

    var isUsable: Bool { unsafe PQstatus(connection) == CONNECTION_OK }
    var transactionStatus: PGTransactionStatusType { unsafe PQtransactionStatus(connection) }
    var socket: Int32 { unsafe PQsocket(connection) }
    var serverVersion: Int { Int(unsafe PQserverVersion(connection)) }
    var backendProcessID: Int32 { unsafe PQbackendPID(connection) }

    var errorMessage: String {
        guard unsafe connection != nil else { return "the connection was closed on this side" }
        return unsafe String(cString: PQerrorMessage(connection))
    }

    func parameterStatus(_ name: String) -> String? {
        guard let value = unsafe PQparameterStatus(connection, name) else { return nil }
        return unsafe String(cString: value)
    }
}

extension ConnectionHandle {
    func send(script: String) -> Bool {
        unsafe PQsendQuery(connection, script) == 1
    }

    func send(prepare name: String, sql: String, types: [TypeIdentifier]) -> Bool {
        let types = types.map(\.rawValue)
        return unsafe PQsendPrepare(connection, name, sql, Int32(types.count), types) == 1
    }

    func send(prepared name: String, _ parameters: PackedParameters, format: ResultFormat) -> Bool {
        unsafe parameters.withPointers { values in
            unsafe PQsendQueryPrepared(
                connection, name, parameters.count, values, parameters.lengths,
                parameters.formats, format.rawValue) == 1
        }
    }

    func send(sql: String, _ parameters: PackedParameters, format: ResultFormat) -> Bool {
        unsafe parameters.withPointers { values in
            unsafe PQsendQueryParams(
                connection, sql, parameters.count, parameters.types, values, parameters.lengths,
                parameters.formats, format.rawValue) == 1
        }
    }

    /// Whether the statement just sent delivers its rows one at a time.
    func setSingleRowMode() -> Bool { unsafe PQsetSingleRowMode(connection) == 1 }

    /// 0 when everything is sent, 1 when the socket is full, -1 on failure.
    func flush() -> Int32 { unsafe PQflush(connection) }

    func consumeInput() -> Bool { unsafe PQconsumeInput(connection) == 1 }

    /// Whether `nextResult` would wait.
    var isBusy: Bool { unsafe PQisBusy(connection) == 1 }

    func nextResult() -> ResultHandle? {
        guard let result = unsafe PQgetResult(connection) else { return nil }
        return unsafe ResultHandle(owning: result)
    }

    /// Asks the server to cancel what runs on this connection, on a connection made for that; false
    /// when the request could not be sent.
    func requestCancel() -> Bool {
        guard let cancel = unsafe PQgetCancel(connection) else { return false }
        defer { unsafe PQfreeCancel(cancel) }
        var message = [CChar](repeating: 0, count: 256)
        // libpq writes its reason into the buffer, and no further than it is long.
        return unsafe PQcancel(cancel, &message, Int32(message.count)) == 1
    }

    /// 1 when queued, 0 when the socket is full, -1 on failure.
    func putCopy(_ bytes: [UInt8]) -> Int32 {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe PQputCopyData(
                connection, buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(buffer.count))
        }
    }

    /// Ends COPY FROM STDIN; a reason makes the server discard it.
    func endCopy(failingBecause reason: String?) -> Int32 {
        unsafe PQputCopyEnd(connection, reason)
    }

    /// Lends the next piece of COPY TO STDOUT.
    ///
    /// The count is libpq's: 0 not yet, -1 done, -2 failed.
    func getCopy<Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) -> Int32 {
        var buffer: UnsafeMutablePointer<CChar>?
        let count = unsafe PQgetCopyData(connection, &buffer, 1)
        guard count > 0, let buffer = unsafe buffer else { return count }
        // libpq allocated the piece for us; it lives until PQfreemem below.
        defer { unsafe PQfreemem(buffer) }
        try unsafe body(
            Span(_unsafeBytes: UnsafeRawBufferPointer(start: buffer, count: Int(count))))
        return count
    }
}

extension Notice {
    /// Reads a result that libpq lends for the time of the notice receiver.
    fileprivate init(borrowed result: OpaquePointer) {
        func field(_ code: Int32) -> String? {
            guard let value = unsafe PQresultErrorField(result, code) else { return nil }
            return unsafe String(cString: value)
        }
        self.init(
            severity: field(DiagnosticField.severity) ?? "NOTICE",
            sqlState: SQLState(rawValue: field(DiagnosticField.sqlState) ?? "00000"),
            message: field(DiagnosticField.message) ?? "")
    }
}

/// What libpq reads of a connection string.
enum ConnectionString {
    /// Keywords and values that the string states, or nil when libpq cannot read it.
    ///
    /// libpq's own message is dropped: it may repeat a piece of the string, and that piece may be
    /// a password.
    static func parse(_ text: String) -> [(keyword: String, value: String, isSecret: Bool)]? {
        var message: UnsafeMutablePointer<CChar>?
        let options = unsafe PQconninfoParse(text, &message)
        unsafe PQfreemem(message)
        guard let options = unsafe options else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var settings: [(keyword: String, value: String, isSecret: Bool)] = []
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                settings.append(
                    (
                        unsafe String(cString: keyword), unsafe String(cString: value),
                        unsafe option.pointee.dispchar.pointee == CChar(UInt8(ascii: "*"))
                    ))
            }
            unsafe option += 1
        }
        return settings
    }
}

/// How a server answers a knock, without logging in.
enum ServerProbe {
    /// What a server answers to whether it takes connections.
    enum Answer {
        case accepts
        /// It starts, recovers or stops.
        case isBusy
        case none
    }

    static func ask(_ settings: [(keyword: String, value: String)]) -> Answer {
        let keywords = CStrings(settings.map(\.keyword))
        let values = CStrings(settings.map(\.value))
        // The lists outlive the call, which only reads them.
        switch unsafe PQpingParams(keywords.pointers, values.pointers, 0) {
        case PQPING_OK: return .accepts
        case PQPING_REJECT: return .isBusy
        default: return .none
        }
    }
}

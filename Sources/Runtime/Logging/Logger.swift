/// Writes structured lines to the log.
///
/// A line below the level costs one comparison: message and fields are not evaluated.
///
///     logger.info("webhook appended", ["source": "\(source)", "position": .integer(position)])
package struct Logger: Sendable {
    /// The least level that is written.
    package let level: LogLevel
    private let format: LogFormat
    private let clock: Clock
    private let write: @Sendable (String) -> Void

    /// - Parameter write: Takes one whole line with its newline, from any thread.
    package init(
        level: LogLevel = .info, format: LogFormat = .forStandardError, clock: Clock = .system,
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.level = level
        self.format = format
        self.clock = clock
        self.write = write
    }

    /// A logger that writes nothing, for tests of something else.
    package static let silent = Logger(level: .error, format: .json, write: { _ in })

    package func debug(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        log(.debug, message(), fields())
    }

    package func info(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        log(.info, message(), fields())
    }

    package func warning(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        log(.warning, message(), fields())
    }

    package func error(
        _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        log(.error, message(), fields())
    }

    /// Writes one line if its level is on.
    package func log(
        _ level: LogLevel, _ message: @autoclosure () -> String,
        _ fields: @autoclosure () -> KeyValuePairs<String, LogValue> = [:]
    ) {
        guard level >= self.level else { return }
        write(
            format.line(
                atMicroseconds: clock.wallMicroseconds(), level: level, message: message(),
                fields: fields()))
    }
}

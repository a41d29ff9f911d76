/// The value of one field of a log line.
package enum LogValue: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)

    /// What a value says of itself; a `Secret` says `<secret>`.
    package static func describing(_ value: some CustomStringConvertible) -> LogValue {
        .text(value.description)
    }

    package static func integer(_ value: some BinaryInteger) -> LogValue {
        .integer(Int64(clamping: value))
    }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

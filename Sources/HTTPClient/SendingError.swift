package import Runtime

/// Why a request got no answer.
package enum SendingError: Error, Equatable, CustomStringConvertible {
    case unknownHost(String)
    case refused(SystemCallError)
    case broken(SystemCallError)
    case timedOut
    /// The other side closed before a whole answer had come.
    case closed
    /// What came is no answer of HTTP/1.1 that this sender reads; what is wrong with it.
    case malformed(String)

    package var description: String {
        switch self {
        case .unknownHost(let reason): "no such host: \(reason)"
        case .refused(let error): "no connection: \(error)"
        case .broken(let error): "the connection broke: \(error)"
        case .timedOut: "no answer in time"
        case .closed: "the connection was closed before the answer was complete"
        case .malformed(let reason): "not an HTTP answer: \(reason)"
        }
    }
}

import Delivery
import HTTPClient

/// A first look at where deliveries are to go, so that a wrong address is said at once and not
/// after hours of retries.
enum TargetProbe {
    /// The address that --target names.
    static func address(_ text: String) throws -> TargetURL {
        guard let url = TargetURL(text) else {
            throw UsageError(
                "--target takes an address such as http://127.0.0.1:8080, not \"\(text)\"")
        }
        guard !url.isSecure else {
            throw UsageError(
                "--target \(text): the simulator has no TLS; send to the http:// address that"
                    + " `serve` listens on, on its own machine")
        }
        return url
    }

    static func check(_ target: TargetURL) throws {
        do throws(SendingError) {
            try HTTPSender.connect(host: target.host, port: target.port)
        } catch {
            throw CommandFailure(
                .providerUnavailable,
                "nothing takes deliveries at \(target): \(error); start the service"
                    + " (`trueup serve`), or give its address with --target")
        }
    }
}

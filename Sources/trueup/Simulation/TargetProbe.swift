import Simulator

/// A first look at where deliveries are to go, so that a wrong address is said at once and not
/// after hours of retries.
enum TargetProbe {
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

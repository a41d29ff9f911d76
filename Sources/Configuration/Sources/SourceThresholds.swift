import Events
import Providers
import Reconciliation
import Settings

extension Thresholds {
    /// What holds for a provider when its source's `thresholds` say nothing.
    init(defaultsOf provider: Provider) {
        self.init(deliveryRetrySeconds: provider.deliveryRetrySeconds)
    }

    /// As `thresholds` of a source gives them.
    func write(to object: inout JSONObjectWriter) {
        for threshold in Threshold.all { object.integer(threshold.name, self[threshold]) }
    }
}

extension SettingObject {
    /// Reads `thresholds`: durations by the names of the rules that wait for them.
    func thresholds(provider: Provider) -> Thresholds {
        var result = Thresholds(defaultsOf: provider)
        guard let thresholds = self["thresholds"]?.object(keys: Threshold.all.map(\.name))
        else { return result }
        for threshold in Threshold.all {
            guard let seconds = thresholds[threshold.name]?.seconds(in: Threshold.range)
            else { continue }
            result[threshold] = seconds
        }
        return result
    }
}

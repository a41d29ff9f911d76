import Events
import Runtime
import Settings

extension SettingValue {
    /// Where a secret is kept.
    ///
    /// What stands here instead is not repeated: it may be the secret.
    func reference() -> SecretReference? {
        guard let text = value.string else {
            reportExpected("a reference, env:NAME or file:PATH")
            return nil
        }
        do throws(SecretReferenceError) {
            return try SecretReference(text)
        } catch {
            report("\(error)")
            return nil
        }
    }
}

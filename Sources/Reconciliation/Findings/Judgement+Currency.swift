package import Money

extension Judgement {
    /// The judgement with the currency behind every discriminator.
    ///
    /// A rule that judges the currencies of an account one by one names its findings by event; one
    /// event may report the account in two currencies, and each has findings of its own.
    package func inCurrency(_ currency: Currency) -> Judgement {
        func qualified(_ discriminator: String) -> String {
            Judgement.discriminator(discriminator, currency)
        }
        var judgement = self
        if case .only(let discriminators) = extent {
            judgement.extent = .only(Set(discriminators.map(qualified)))
        }
        for index in findings.indices {
            let name = findings[index].key.discriminator
            judgement.findings[index].key.discriminator = qualified(name)
        }
        judgement.reviews = [:]
        for (name, time) in reviews { judgement.reviews[qualified(name)] = time }
        return judgement
    }

    /// The currency behind a discriminator; nil where none is.
    static func currency(of discriminator: String) -> Currency? {
        guard let slash = discriminator.lastIndex(of: "/") else { return nil }
        return Currency(uncheckedCode: String(discriminator[slash...].dropFirst()))
    }

    /// No currency code contains a slash, so the parts stay apart whatever the event's id.
    package static func discriminator(_ event: String, _ currency: Currency) -> String {
        "\(event)/\(currency.code)"
    }
}

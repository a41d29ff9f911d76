package import Events
package import Providers

/// What a provider authenticates its deliveries to an endpoint with.
package enum EndpointCredential: Hashable, Sendable {
    case secret(String)
    /// Basic credentials and headers, sent as they are; either may be missing.
    case fixed(username: String?, password: String, headers: [HeaderField])
    /// Nothing: the registration named none.
    case none
}

/// An endpoint as a provider keeps it.
package struct WebhookEndpoint: Hashable, Sendable {
    package let id: String
    package var url: TargetURL
    package var events: EventSubscription
    package var credential: EndpointCredential
    package var description: String?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    /// Its times are microseconds since 1970.
    package var health = EndpointHealth()

    package init(
        id: String, url: TargetURL, events: EventSubscription = .all,
        credential: EndpointCredential, description: String? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.url = url
        self.events = events
        self.credential = credential
        self.description = description
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

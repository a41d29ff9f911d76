import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// What moves no money stands on the timeline, and nowhere else.
@Suite struct ActivityTests {
    private static let time = #""created":"2026-01-01T00:00:00.000Z""#

    private static func agentcard(_ number: Int, _ type: String, _ data: String) -> String {
        """
        {"id":"evt_\(number)","type":"\(type)","created":1767225600,"livemode":true,\
        "data":{\(data)}}
        """
    }

    /// A body each with its line: kind, subject, sentence.
    static let timelines: [(provider: Provider, events: [(body: String, line: String)])] = [
        (
            .nymcard,
            [
                (
                    #"{"event":"USER_CREATED","user_id":"u1",\#(time)}"#,
                    "user|u1|a user was created"
                ),
                (
                    #"{"event":"KYC_RESULT","user_id":"u1","status":"PASS",\#(time)}"#,
                    "kyc|u1|a KYC request changed to PASS"
                ),
                (
                    #"{"event":"USER_STATUS_CHANGE","user_id":"u1","new_status":"ACTIVE",\#(time)}"#,
                    "user|u1|a user's status changed to ACTIVE"
                ),
                (
                    #"{"event":"USER_DOCUMENT_ALERT","user_id":"u1"}"#,
                    "document|u1|a document expires or has expired"
                ),
                (
                    #"{"event":"IDENTITY_VERIFICATION","user_id":"u1","sdk_token":"s"}"#,
                    "kyc|u1|an identity verification changed"
                ),
                (
                    #"{"event":"PIN_CHANGE","card_id":"c1"}"#,
                    "pin|c1|the PIN of a card was changed"
                ),
                (
                    #"{"event":"CARD_PROVISIONING","card_id":"c1"}"#,
                    "token|c1|a card was tokenized"
                ),
                (
                    #"{"event":"TOKEN_NOTIFICATION","card_id":"c1","status":"ACTIVE"}"#,
                    "token|c1|the status of a card's token changed to ACTIVE"
                ),
                (
                    #"{"event":"CARD_DELIVERY_PARTNER_ASSIGNED","card_id":"c1"}"#,
                    "delivery|c1|a delivery partner was assigned to a card"
                ),
                (
                    #"{"event":"CARD_DELIVERY_STATUS_CHANGED","card_id":"c1","status":"SENT"}"#,
                    "delivery|c1|a card's delivery status changed to SENT"
                ),
                (
                    #"{"event":"ACCOUNT_STATUS_CHANGE","account_id":"a1","new_status":"OK",\#(time)}"#,
                    "account|a1|the account's status changed to OK"
                ),
            ]
        ),
        (
            .agentcard,
            [
                (
                    agentcard(1, "cardholder.created", #""id":"u1","email":"x@example.test""#),
                    "user|u1|a cardholder was created"
                ),
                (
                    agentcard(2, "cardholder.updated", #""id":"u1""#),
                    "user|u1|a cardholder was changed"
                ),
                (
                    agentcard(3, "cardholder_onboarding_session.completed", #""id":"s1""#),
                    "onboarding|s1|an onboarding was completed"
                ),
                (
                    agentcard(4, "balance.low", #""card_id":"c1","balance_cents":900"#),
                    "balance|c1|the balance of a card is low"
                ),
                (
                    agentcard(5, "identity.verification.updated", #""id":"v1""#),
                    "kyc|v1|an identity verification changed"
                ),
                (
                    agentcard(6, "vault.card_stored", #""card_id":"c1","last4":"4242""#),
                    "token|c1|a card was stored in the vault"
                ),
            ]
        ),
        (
            .uphold,
            [
                (
                    """
                    {"id":"n1","type":"oauth-authorization:revoked","retries":0,"userId":"u1",\
                    "createdAt":"2026-01-01T00:00:00.000Z","payload":{"id":"o1"}}
                    """,
                    "access|u1|Access was revoked: reads of the provider's API will fail"
                )
            ]
        ),
    ]

    @Test(arguments: timelines.indices)
    func standsOnTheTimelineAlone(index: Int) throws {
        let (provider, events) = Self.timelines[index]
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(provider)
            try fixture.append(events.map(\.body), to: source)
            try fixture.project(source)
            #expect(
                try fixture.lines(
                    "SELECT kind, subject, summary FROM trueup.activity ORDER BY position")
                    == events.map(\.line))
            for view in ["transactions", "accounts", "entries", "quarantine"] {
                #expect(try fixture.int64("SELECT count(*) FROM trueup.\(view)") == 0, "\(view)")
            }
        }
    }
}

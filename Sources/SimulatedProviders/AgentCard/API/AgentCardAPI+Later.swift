import Cryptography
import Events
import HTTPServer
import Programs
import ProviderAPI
import Synchronization

// What there is of the later API: its token, who one is, and its errors, which are objects.
extension AgentCardAPI {
    /// How long a token lasts; there is no refresh token.
    private static let tokenSeconds: Int64 = 3_600
    private static let tokenLimit = 1_000

    func giveToken(_ request: APIRequest) -> Response {
        guard let form = request.form, form["grant_type"] == "client_credentials" else {
            return .json(
                400,
                [
                    "error": "unsupported_grant_type",
                    "error_description": "grant_type must be client_credentials",
                ])
        }
        guard let client = account.client, form["client_id"] == client.id,
            form["client_secret"] == client.secret
        else {
            return .json(
                401, ["error": "invalid_client", "error_description": "unknown client"])
        }
        guard let bytes = try? randomBytes(count: 20) else {
            return .json(500, ["error": "server_error", "error_description": "no randomness"])
        }
        let token = Hexadecimal.encode(bytes)
        let now = options.now.microseconds
        state.withLock { state in
            if state.tokens.count >= Self.tokenLimit {
                state.tokens = state.tokens.filter { $0.value > now }
            }
            state.tokens[token] = now + Self.tokenSeconds * 1_000_000
        }
        return .json(
            200,
            [
                "access_token": .string(token), "token_type": "Bearer",
                "expires_in": .integer(Self.tokenSeconds),
            ])
    }

    func tellWho(_ request: APIRequest) -> Response {
        let now = options.now.microseconds
        let isKnown = request.bearerToken.map { token in
            state.withLock { ($0.tokens[token] ?? 0) > now }
        }
        guard isKnown == true else {
            return .json(
                401,
                [
                    "error": [
                        "code": "unauthorized", "message": "The access token is not valid.",
                        "docs": "https://docs.agentcard.sh/authentication",
                    ]
                ])
        }
        return .json(
            200,
            [
                "organization_id": .string(account.organizationID),
                "test_mode": .bool(!account.isLive),
            ])
    }
}

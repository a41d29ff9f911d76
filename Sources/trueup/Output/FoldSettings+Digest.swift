import Configuration
import Cryptography

extension FoldSettings {
    /// The digest as the view `projections` shows it.
    var digestText: String {
        Hexadecimal.encode(SHA256.digest(of: Array(canonicalText.utf8)))
    }
}

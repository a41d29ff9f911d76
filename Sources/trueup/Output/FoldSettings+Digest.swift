import Configuration
import Cryptography

extension FoldSettings {
    /// The digest as the view `projections` shows it.
    var digestText: String {
        Hexadecimal.encode(digest)
    }
}

import Testing

/// Everything that runs the real `trueup`; one suite after the other, because the processes of two
/// would fight for the same cores.
@Suite(.serialized) struct ServiceTests {}

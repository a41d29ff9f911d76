import Glibc

/// Lets time pass between two looks at something that another process changes.
func pause(milliseconds: Int32) {
    // Waits on no descriptor at all; an interruption only makes the next look come sooner.
    _ = poll(nil, 0, milliseconds)
}

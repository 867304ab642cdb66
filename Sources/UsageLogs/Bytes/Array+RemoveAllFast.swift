extension Array {
  /// Removes the few elements there are and keeps the memory: without the calls that replacing a range
  /// of any length takes.
  @inline(__always)
  mutating func removeAllFast() {
    while popLast() != nil {}
  }
}

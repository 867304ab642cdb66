/// Turns blocks of one log into output. Each lane has its own, so that none waits for another.
protocol BlockProcessor: SendableMetatype {
  /// Processes a block of whole records; `text` is readable for `Words.slack` bytes past `end`.
  ///
  /// - Parameter position: bytes of records in the log before the block.
  mutating func process(
    _ text: Span<UInt8>, _ end: Int, after position: Int, into output: inout BlockOutput)

  /// Whether it holds so much that somebody should take it.
  var isFull: Bool { get }
}

extension BlockProcessor {
  var isFull: Bool { false }
}

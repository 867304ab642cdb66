/// Consecutive lines that report the progress of one call: of such a run only the last line counts.
/// Lines without an identity (other kinds of events) do not end a run.
struct LineRuns: Sendable {
  private var extractor: JSONExtractor

  /// - Parameter identity: the paths whose values together name a call; `nil` where a format has none.
  init?(identity: [String]) {
    guard !identity.isEmpty else { return nil }
    extractor = JSONExtractor(tree: PathTree(paths: identity, recordPath: ""))
  }

  /// What names the call that a line reports; `nil` where the first of its paths is missing: gateways
  /// leave out the others.
  private mutating func identity(_ text: Span<UInt8>, _ line: Range<Int>) -> [UInt8]? {
    let start = JSONSyntax.skipSpace(text, line.lowerBound, line.upperBound)
    extractor.reset()
    guard start < line.upperBound,
      (try? extractor.extract(text, start, line.upperBound)) != nil
    else { return nil }
    var identity: [UInt8] = []
    for slot in 0..<extractor.tree.slotCount {
      let field = extractor.fields[slot]
      if field.kind == .string || field.kind == .number {
        for index in field.range {
          identity.append(field.isUnescaped ? extractor.unescaped[index] : text[index])
        }
      } else if slot == 0 {
        return nil
      }
      identity.append(0)
    }
    return identity
  }

  /// Whether a later line of a block reports the same call, before any line that reports another.
  mutating func isSuperseded(_ text: Span<UInt8>, _ line: Range<Int>, _ end: Int) -> Bool {
    guard let own = identity(text, line) else { return false }
    var start = line.upperBound + 1
    while start < end {
      let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<end) ?? end
      if let next = identity(text, start..<lineEnd) { return next == own }
      start = lineEnd + 1
    }
    return false
  }

  /// Where whole lines can be cut without parting a run: before the last one, which may go on in what
  /// has not been read yet. `nil` where all lines are of that run.
  func cut(_ text: Span<UInt8>, _ end: Int) -> Int? {
    guard let last = ByteSearch.last(UInt8(ascii: "\n"), in: text, 0..<end) else { return nil }
    var lines = self
    var run: [UInt8]?
    var cut = last + 1
    var lineEnd = last
    while true {
      let start = ByteSearch.last(UInt8(ascii: "\n"), in: text, 0..<lineEnd).map { $0 + 1 } ?? 0
      if let identity = lines.identity(text, start..<lineEnd) {
        guard run == nil || run == identity else { return cut }
        run = identity
        cut = start
      }
      guard start > 0 else { return cut > 0 ? cut : nil }
      lineEnd = start - 1
    }
  }
}

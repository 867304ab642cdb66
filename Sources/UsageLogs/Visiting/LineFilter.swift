/// Finds the lines of a block that may tell a call, so that the others, most of an agent's log, need not be
/// read as JSON: those with a key that holds counts, or of a kind that says something for others.
///
/// A key that is written with escapes is not found: no agent writes one so.
struct LineFilter {
  /// What such a line has one of.
  private let marks: [[UInt8]]

  /// `nil` where a format has no key around all its counts.
  init?(_ plan: FieldPlan) {
    guard plan.format.recordPath.isEmpty else { return nil }
    let paths = plan.counts.flatMap { $0.range.map { plan.slots[$0].source.path } }
    // Of each path the members before its last one, as far as they are members and nothing else.
    let members = paths.map { path in
      path.split(separator: ".").dropLast().map(String.init).prefix { part in
        part.utf8.allSatisfy {
          $0 == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
        }
      }
    }
    guard var shared = members.first else { return nil }
    for other in members.dropFirst() {
      while !shared.isEmpty, !other.starts(with: shared) { shared.removeLast() }
    }
    guard let key = shared.last else { return nil }
    marks =
      [Array("\"\(key)\"".utf8)]
      + Set(plan.format.carried.values).sorted().map { Array("\"\($0)\"".utf8) }
  }

  /// The lines of a block that have a mark, in their order.
  func lines(_ text: Span<UInt8>, _ end: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    // For each mark where it stands next; `end`: nowhere any more.
    var next = marks.map { ByteSearch.first($0, in: text, 0..<end) ?? end }
    var start = 0
    while let found = next.min(), found < end {
      let lineStart = ByteSearch.last(UInt8(ascii: "\n"), in: text, start..<found).map { $0 + 1 }
      let lineEnd =
        ByteSearch.first(UInt8(ascii: "\n"), in: text, found..<end).map { $0 + 1 } ?? end
      lines.append((lineStart ?? start)..<lineEnd)
      start = lineEnd
      for index in marks.indices where next[index] < lineEnd {
        next[index] = ByteSearch.first(marks[index], in: text, lineEnd..<end) ?? end
      }
    }
    return lines
  }
}

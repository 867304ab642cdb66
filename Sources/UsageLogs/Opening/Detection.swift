/// How much of a log its start is.
enum HeadExtent {
  /// All of it.
  case whole
  /// A part, and more can be read.
  case part
  /// As much as can be held.
  case most
}

/// Tells what a log is from its first bytes.
enum Detection {
  /// How a log is written.
  enum Shape: Equatable {
    /// Nothing but white space, or an array of nothing.
    case empty
    case csv(CSVDialect)
    case json(JSONFraming)
  }

  /// Texts that are looked at before a log is called unknown: the first may be an error.
  private static let sampleTexts = 100

  /// The shape of a log; `nil` where more of it has to be read to tell.
  ///
  /// - Parameters:
  ///   - head: its start without a byte order mark, with `Words.slack` bytes past it.
  ///   - extent: how much of it that is.
  ///   - name: what the log is called.
  static func shape(_ head: [UInt8], _ extent: HeadExtent, name: String) -> Shape? {
    let end = head.count - Words.slack
    let text = head.span
    let first = JSONSyntax.skipSpace(text, 0, end)
    guard first < end else { return .empty }
    switch text[first] {
    case UInt8(ascii: "["):
      return extent == .whole && isEmptyArray(text, first, end) ? .empty : .json(.elements)
    case UInt8(ascii: "{"):
      return isLines(text, first, end, extent, name).map { .json($0 ? .lines : .documents) }
    default: break
    }
    for prefix in ["data:", "event:", "id:", ":"]
    where ByteSearch.equal(text, first..<min(end, first + prefix.utf8.count), Array(prefix.utf8)) {
      return .json(.events)
    }
    let line = CSVDialect.separatorLine(text.extracting(0..<end))
    if let line { return .csv(CSVDialect(delimiter: line.delimiter)) }
    let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, 0..<end) ?? end
    return .csv(CSVDialect(header: text.extracting(0..<lineEnd)))
  }

  private static func isEmptyArray(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let close = JSONSyntax.skipSpace(text, start + 1, end)
    return close < end && text[close] == UInt8(ascii: "]")
      && JSONSyntax.skipSpace(text, close + 1, end) == end
  }

  /// Whether each line is a text; `nil` where more has to be read to tell.
  ///
  /// The first line is one, or it is broken and a later one is. Where the first text goes over several
  /// lines, what stands alone on one of them says nothing.
  private static func isLines(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ extent: HeadExtent, _ name: String
  ) -> Bool? {
    let firstEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<end) ?? end
    if isObject(text, start, firstEnd) { return true }
    do throws(JSONError) {
      if try JSONSyntax.value(text, start, end, depth: 0) > firstEnd { return false }
    } catch {
      // A fault at the very end is that of the head, not of the text.
      if extent != .whole, error.offset + Words.slack > end {
        return extent == .part ? nil : firstEnd == end
      }
    }
    var line = firstEnd + 1
    for _ in 0..<sampleTexts where line < end {
      let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, line..<end) ?? end
      if isObject(text, line, lineEnd) { return true }
      line = lineEnd + 1
    }
    return [".jsonl", ".ndjson"].contains { name.contains($0) }
  }

  /// Whether a line is one JSON object that starts with it.
  private static func isObject(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start < end, text[start] == UInt8(ascii: "{"),
      let past = try? JSONSyntax.value(text, start, end, depth: 0)
    else { return false }
    return JSONSyntax.skipSpace(text, past, end) == end
  }

  /// The formats whose signature a delimited log has.
  static func candidates(columns: [String], _ formats: LogFormats) -> [LogFormats.Entry] {
    let columns = Set(columns)
    return mostSpecific(
      formats.all.filter { $0.shapes.contains(.csv) && $0.signature.isSubset(of: columns) })
  }

  /// The one format whose signature a header has in another spelling.
  static func candidate(columnsLike columns: [String], _ formats: LogFormats) -> [LogFormats.Entry]
  {
    let columns = Set(columns.map { NameWords($0).joined })
    let found = mostSpecific(
      formats.all.filter {
        $0.shapes.contains(.csv) && !$0.signature.isEmpty
          && columns.isSuperset(of: $0.signature.map { NameWords($0).joined })
      })
    return found.count == 1 ? found : []
  }

  /// The formats whose signature the first texts of a JSON log have; `nil` where more of it has to be
  /// read to tell.
  static func candidates(
    _ head: [UInt8], _ framing: JSONFraming, _ extent: HeadExtent, _ formats: LogFormats
  ) -> [LogFormats.Entry]? {
    let end = head.count - Words.slack
    let wanted: LogFormat.Shape = framing == .events ? .events : .json
    let formats = formats.all.filter { $0.shapes.contains(wanted) }
    var start = framing == .elements ? JSONSyntax.skipSpace(head.span, 0, end) + 1 : 0
    for _ in 0..<sampleTexts {
      guard let text = nextText(head, start, end, framing) else {
        return extent == .part ? nil : []
      }
      // It may go on in what has not been read.
      if text.end == end, extent == .part { return nil }
      let paths = PathLister.paths(head.span, text.start, text.end)
      let found = formats.filter { $0.signature.isSubset(of: paths) }
      if !found.isEmpty { return mostSpecific(found) }
      start = text.next
    }
    return []
  }

  /// All paths of the first texts of a log, as far as they are in its start.
  static func paths(_ head: [UInt8], _ framing: JSONFraming) -> Set<String> {
    let end = head.count - Words.slack
    var start = framing == .elements ? JSONSyntax.skipSpace(head.span, 0, end) + 1 : 0
    var paths: Set<String> = []
    for _ in 0..<sampleTexts {
      guard let text = nextText(head, start, end, framing) else { break }
      // What is broken or cut off says nothing.
      if (try? JSONSyntax.value(head.span, text.start, text.end, depth: 0)) != nil {
        paths.formUnion(PathLister.paths(head.span, text.start, text.end))
      }
      start = text.next
    }
    return paths
  }

  private static func nextText(
    _ head: [UInt8], _ start: Int, _ end: Int, _ framing: JSONFraming
  ) -> (start: Int, end: Int, next: Int)? {
    let text = head.span
    if framing == .events {
      var line = start
      while line < end {
        let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, line..<end) ?? end
        if let data = EventStream.data(text, line..<lineEnd), text[data.lowerBound] == 0x7B {
          return (data.lowerBound, data.upperBound, min(lineEnd + 1, end))
        }
        line = lineEnd + 1
      }
      return nil
    }
    var first = JSONSyntax.skipSpace(text, start, end)
    if first < end, text[first] == UInt8(ascii: ",") {
      first = JSONSyntax.skipSpace(text, first + 1, end)
    }
    guard first < end else { return nil }
    let past =
      framing == .lines
      ? ByteSearch.first(UInt8(ascii: "\n"), in: text, first..<end) ?? end
      : JSONFramer.endOfText(text, first, end)
    return (first, past, past)
  }

  /// Leaves out the formats whose signature is part of another candidate's.
  private static func mostSpecific(_ formats: [LogFormats.Entry]) -> [LogFormats.Entry] {
    formats.filter { format in
      !formats.contains { $0.signature.isStrictSuperset(of: format.signature) }
    }
  }
}

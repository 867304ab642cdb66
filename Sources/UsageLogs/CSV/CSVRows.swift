/// Parses the rows of a delimited text one by one; every command reads delimited logs through it.
struct CSVRows {
  /// What a row is.
  enum Row {
    /// A record, whose fields are in `fields` and `unescaped`.
    case record
    /// A blank line, which is not a record.
    case blank
    /// It has not as many fields as the header.
    case ragged
    /// Quotes open or close where this column's field does not.
    case misquoted(column: Int)
    /// A line with quotes that do not close as they must; the next row starts on the next line.
    case stray
  }

  /// The place of the row read last.
  private(set) var place = CSVScanner.Record()
  /// Its fields, in slot order.
  private(set) var fields: [FieldRange]
  /// What of it had to be unescaped, or was JSON inside a column.
  private(set) var unescaped: [UInt8] = []
  private let layout: CSVLayout
  private var scanner: CSVScanner
  /// The columns with JSON inside, and what picks their slots out of it.
  private var inner: [(column: Int, slots: [Int], extractor: JSONExtractor)]
  /// The slots that the log has and that are looked at, and their columns.
  private let located: [(slot: Int, column: Int, isJSON: Bool)]
  private var end = 0
  /// The end of the lines that are read a second time; 0 if none are.
  private var anew = 0

  /// - Parameter isNeeded: for each slot, whether it is looked at.
  init(_ layout: CSVLayout, isNeeded: [Bool]) {
    self.layout = layout
    scanner = CSVScanner(delimiter: layout.dialect.delimiter, fields: layout.columnCount)
    fields = [FieldRange](repeating: FieldRange(), count: layout.slotColumns.count)
    let paths = layout.slotPaths
    let wanted = paths.indices.filter { isNeeded[$0] && paths[$0] != nil }
    let byColumn = Dictionary(grouping: wanted) { layout.slotColumns[$0] ?? -1 }
    inner = byColumn.filter { $0.key >= 0 }.sorted { $0.key < $1.key }.map { column, slots in
      let tree = PathTree(paths: slots.map { paths[$0] ?? "" }, recordPath: "")
      return (column, slots, JSONExtractor(tree: tree))
    }
    located = layout.slotColumns.enumerated().compactMap { slot, column in
      guard isNeeded[slot], let column else { return nil }
      return (slot, column, layout.slotPaths[slot] != nil)
    }
  }

  /// The extent of a column's field in the record read last.
  @inline(__always)
  func field(_ column: Int) -> Range<Int> { scanner.field(column) }

  /// Goes to the start of a text of whole records, readable for `Words.slack` bytes past `end`.
  mutating func begin(_ text: Span<UInt8>, _ end: Int) {
    (self.end, anew) = (end, 0)
    scanner.begin(text, 0, end)
  }

  /// Whether anything is left of the text.
  @inline(__always)
  var isLeft: Bool { scanner.position < end }

  /// Reads the next row of a text, of which something must be left.
  @inline(__always)
  mutating func next(_ text: Span<UInt8>) -> Row {
    if anew != 0, scanner.position >= anew {
      anew = 0
      scanner.begin(text, scanner.position, end)
    }
    place = scanner.next(text, anew == 0 ? end : anew)
    if place.isMultiline || !place.isBalanced, !isWhole(text) {
      takeFirstLine(text)
      return .stray
    }
    if place.start == place.end { return .blank }
    if place.fieldCount != layout.columnCount { return .ragged }
    if !unescaped.isEmpty { unescaped.removeAll(keepingCapacity: true) }
    let (faulty, needsUnescaping) = Self.locate(located, scanner, text, &fields)
    if let faulty { return .misquoted(column: faulty) }
    if needsUnescaping { locateUnescaped(text) }
    return .record
  }

  /// How many lines the row read last has.
  @inline(__always)
  func lineCount(_ text: Span<UInt8>) -> Int {
    place.isMultiline ? text.lineEnds(place.start..<place.next) : 1
  }

  @inline(never)
  private func isWhole(_ text: Span<UInt8>) -> Bool { place.isBalanced && isWellFormed(text) }

  /// Where the quotes of a record over several lines, or to the end of the text, are not as they must
  /// be, its first line alone is at fault, and the rest is read again.
  @inline(never)
  private mutating func takeFirstLine(_ text: Span<UInt8>) {
    if anew == 0 { anew = place.next }
    let lineEnd =
      ByteSearch.first(UInt8(ascii: "\n"), in: text, place.start..<place.next) ?? place.next
    place = CSVScanner.Record(
      start: place.start, end: lineEnd, next: min(lineEnd + 1, place.next))
    scanner.begin(text, place.next, anew)
  }

  /// Finds the fields of the plan in a record; says whose quotes are wrong, and whether any field has
  /// to be unescaped.
  @inline(__always)
  private static func locate(
    _ located: borrowing [(slot: Int, column: Int, isJSON: Bool)],
    _ scanner: borrowing CSVScanner, _ text: Span<UInt8>, _ fields: inout [FieldRange]
  ) -> (faulty: Int?, needsUnescaping: Bool) {
    var needsUnescaping = false
    var places = fields.mutableSpan
    let (located, bounds) = (located.span, scanner.bounds.span)
    for index in located.indices {
      let (slot, column, isJSON) = located[index]
      let range = CSVScanner.field(column, in: bounds)
      // Of a field that starts above a quote and does not end with a space there is nothing to say.
      if !range.isEmpty, !isJSON, text[range.lowerBound] > UInt8(ascii: "\""),
        text[range.upperBound - 1] != UInt8(ascii: " ")
      {
        places[slot] = FieldRange(range)
        continue
      }
      guard let (inside, doubled) = CSVField.inside(text, range) else { return (column, false) }
      needsUnescaping = needsUnescaping || doubled || isJSON
      places[slot] = FieldRange(FieldRange.trimmed(text, inside))
    }
    return (nil, needsUnescaping)
  }

  /// Finds the fields whose text has to be unescaped, or that are in JSON inside a column.
  @inline(never)
  private mutating func locateUnescaped(_ text: Span<UInt8>) {
    for (slot, column, isJSON) in located where !isJSON {
      if let inside = CSVField.inside(text, scanner.field(column)), inside.hasDoubledQuotes {
        fields[slot] = append(text, inside)
      }
    }
    for index in inner.indices {
      if let inside = CSVField.inside(text, scanner.field(inner[index].column)) {
        locate(inner: index, append(text, inside))
      }
    }
  }

  /// Keeps the inside of a field without the quotes that double others.
  private mutating func append(
    _ text: Span<UInt8>, _ inside: (range: Range<Int>, hasDoubledQuotes: Bool)
  ) -> FieldRange {
    let first = unescaped.count
    CSVField.append(text, inside, to: &unescaped)
    let kind: FieldRange.Kind = first == unescaped.count ? .absent : .string
    return FieldRange(first, unescaped.count, kind, isUnescaped: true)
  }

  /// Finds the fields in the JSON of a column.
  private mutating func locate(inner index: Int, _ column: FieldRange) {
    let json = Array(unescaped[column.range]) + [UInt8](repeating: 0, count: Words.slack)
    inner[index].extractor.reset()
    // Text that is not JSON has no members; the log need not be wrong.
    _ = try? inner[index].extractor.extract(json.span, 0, json.count - Words.slack)
    for (place, slot) in inner[index].slots.enumerated() {
      let field = inner[index].extractor.fields[place]
      let first = unescaped.count
      unescaped +=
        field.isUnescaped
        ? inner[index].extractor.unescaped.bytes[field.range] : json[field.range]
      fields[slot] = FieldRange(first, unescaped.count, field.kind, isUnescaped: true)
    }
  }

  /// Whether every quote of the row opens a field, closes one, or is doubled inside one.
  private func isWellFormed(_ text: Span<UInt8>) -> Bool {
    var index = place.start
    while index < place.end {
      if text[index] == UInt8(ascii: "\"") {
        index += 1
        while index < place.end {
          if text[index] != UInt8(ascii: "\"") {
            index += 1
          } else if index + 1 < place.end, text[index + 1] == UInt8(ascii: "\"") {
            index += 2
          } else {
            break
          }
        }
        index += 1
        guard index >= place.end || text[index] == layout.dialect.delimiter else { return false }
      } else {
        while index < place.end, text[index] != layout.dialect.delimiter {
          if text[index] == UInt8(ascii: "\"") { return false }
          index += 1
        }
      }
      index += 1
    }
    return true
  }
}

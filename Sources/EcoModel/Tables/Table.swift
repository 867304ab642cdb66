/// What one row of a table means.
package protocol TableRow: Sendable {
  /// The columns, in their order, from 0.
  associatedtype Column: RawRepresentable<Int> & CaseIterable & Sendable

  /// How many of the last columns a table may lack.
  static var optionalColumns: Int { get }

  /// The orders in which files have the columns, the newest first; none: always in their own.
  static var layouts: [[Column]] { get }

  /// The one of them that the bundled table of an edition has.
  static func layout(of edition: Edition) -> [Column]?

  /// The row, or what is wrong with it.
  init(_ row: RowReader<Column>) throws(DataError)
}

extension TableRow {
  package static var optionalColumns: Int { 0 }
  package static var layouts: [[Column]] { [] }
  package static func layout(of edition: Edition) -> [Column]? { layouts.first }
}

/// The rows of a table, each read when it is asked for.
///
/// A program looks at few of the rows, so that starting it is finding where they start. A caller's
/// table is read through once before, so that nothing of a faulty one is used; a test reads the
/// bundled ones through.
package struct Table<Row: TableRow>: RandomAccessCollection, Sendable {
  private let bytes: TableBytes
  /// Where the header and then each row starts.
  private let starts: [RowStart]
  private let layout: TableLayout?

  /// - Parameters:
  ///   - name: which table of the set.
  ///   - check: what else must hold for a row after the one before it.
  /// - Throws: the first fault of a table in a set that is not the bundled one.
  init(
    _ name: EcoTables.Name, of tables: EcoTables,
    check: (Row, RowReader<Row.Column>, _ last: Row?) throws(DataError) -> Void
  ) throws(DataError) {
    bytes = tables.bytes(of: name)
    starts = bytes.withSpan { Self.starts(in: $0) }
    guard !tables.isBundled else {
      layout = Row.layout(of: tables.edition).map { TableLayout($0) }
      return
    }
    let layouts = Row.layouts.map { TableLayout($0) }
    layout =
      layouts.isEmpty
      ? nil : try RowReader<Row.Column>(bytes, at: starts[0]).layout(of: layouts)
    let columns = try RowReader<Row.Column>(bytes, at: starts[0], layout: layout)
      .checkHeader(optional: Row.optionalColumns)
    var last: Row?
    for start in starts.dropFirst() {
      let reader = try RowReader<Row.Column>(bytes, at: start, layout: layout)
      try reader.checkCount(columns)
      let row = try Row(reader)
      try check(row, reader, last)
      last = row
    }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { starts.count - 1 }

  package subscript(index: Int) -> Row {
    checked { () throws(DataError) in
      try Row(RowReader(bytes, at: starts[index + 1], layout: layout))
    }
  }

  /// Calls `body` with the columns of a row up to one of them.
  @inline(__always)
  func read<Value>(
    _ index: Int, through column: Row.Column,
    _ body: (RowReader<Row.Column>) throws(DataError) -> Value
  ) -> Value {
    checked { () throws(DataError) in
      try body(
        RowReader(bytes, at: starts[index + 1], through: column, layout: layout))
    }
  }

  /// Calls `body` with the bytes of each field of a row up to one column, which is not the last.
  @inline(__always)
  func forEachField(
    of index: Int, through last: Row.Column, _ body: (Row.Column, Span<UInt8>) -> Void
  ) {
    bytes.withSpan { text in
      var start = starts[index + 1].offset
      for column in 0...last.rawValue {
        guard start < text.count, let name = Row.Column(rawValue: column) else { return }
        if text[start] == UInt8(ascii: "\"") {
          guard let (field, end) = try? TableField.read(in: text, at: start) else { return }
          let utf8 = text.extracting(field.range)
          if field.hasDoubledQuotes {
            body(name, TableField.unquoted(utf8).span)
          } else {
            body(name, utf8)
          }
          start = end + 1
        } else {
          var end = start
          while end < text.count, text[end] != UInt8(ascii: ",") { end += 1 }
          body(name, text.extracting(start..<end))
          start = end + 1
        }
      }
    }
  }

  /// Whether the first field of a row, which is not quoted, is that of the row before it.
  func hasFirstFieldOfLast(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    return bytes.withSpan { text in
      var (last, place) = (starts[index].offset, starts[index + 1].offset)
      while place < text.count, text[last] == text[place] {
        if text[place] == UInt8(ascii: ",") { return true }
        (last, place) = (last + 1, place + 1)
      }
      return false
    }
  }

  /// The rows, sorted by their first column, that have a text there.
  ///
  /// - Parameter column: the first.
  func rows(where column: Row.Column, is text: String) -> Range<Int> {
    let utf8 = Array(text.utf8)
    func order(_ index: Int) -> Int {
      if let order = bytes.withSpan({ $0.order(at: starts[index + 1].offset, utf8.span) }) {
        return order
      }
      let own = self.text(column, of: index)
      return own < text ? -1 : own == text ? 0 : 1
    }
    let first = partitionPoint { order($0) < 0 }
    var end = first
    while end < count, order(end) == 0 { end += 1 }
    return first..<end
  }

  /// One column of a row.
  func text(_ column: Row.Column, of index: Int) -> String {
    read(index, through: column) { row throws(DataError) in try row.text(column) }
  }

  /// How many rows stand before a place in the order of the table, by halving.
  private func partitionPoint(where isBefore: (_ index: Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  @inline(__always)
  private func checked<Value>(_ read: () throws(DataError) -> Value) -> Value {
    do {
      return try read()
    } catch {
      // `init` has read a caller's rows, and a test the bundled ones.
      preconditionFailure("\(error)")
    }
  }

  /// The byte after each line end outside quotes, and before them the header's.
  private static func starts(in text: Span<UInt8>) -> [RowStart] {
    let hasMark =
      text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
    var starts = [RowStart(offset: hasMark ? 3 : 0, line: 1)]
    // Rows of the bundled tables have 30 bytes and more.
    starts.reserveCapacity(text.count / 30)
    var line = 1
    var isQuoted = false
    text.forEachLineFeedOrQuote { place, byte in
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else {
        line += 1
        if !isQuoted, place + 1 < text.count {
          starts.append(RowStart(offset: place + 1, line: line))
        }
      }
    }
    return starts
  }
}

internal import EcoModel

/// What the header of a delimited log says: where the fields are, and where the eco columns go.
struct CSVLayout: Sendable {
  let dialect: CSVDialect
  /// How many columns a record must have.
  let columnCount: Int
  let columns: [String]
  /// For each slot of the reading plan, its column; `nil` where the log has none.
  let slotColumns: [Int?]
  /// For each slot that is JSON inside a column, the path in it.
  let slotPaths: [String?]
  /// For each eco column, the column that has its name already.
  let ecoColumns: [Int?]

  /// A header beyond this is refused; no real log has as many.
  static let maximumColumns = 1 << 16

  /// The names in a header without its line end and byte order mark.
  static func names(_ header: Span<UInt8>, _ dialect: CSVDialect) -> [String] {
    var padded = header.indices.map { header[$0] }
    let end = padded.count
    padded += [UInt8](repeating: 0, count: Words.slack)
    let text = padded.span
    // Quoted delimiters are counted too: no header has more columns.
    let most = min(padded.count { $0 == dialect.delimiter } + 1, maximumColumns)
    var scanner = CSVScanner(delimiter: dialect.delimiter, fields: most)
    let record = scanner.scan(text, 0, end)
    return (0..<min(record.fieldCount, most)).map { index in
      let range = scanner.field(index)
      var name: [UInt8] = []
      if let inside = CSVField.inside(text, range) { CSVField.append(text, inside, to: &name) }
      return Spelling.trimmed(String(decoding: name, as: UTF8.self))
    }
  }

  /// - Parameters:
  ///   - paths: for each slot, where it is: a column, or `column|path` for JSON inside one.
  init(columns: [String], dialect: CSVDialect, paths: [String]) {
    self.dialect = dialect
    self.columns = columns
    columnCount = columns.count
    var places: [String: Int] = [:]
    for (index, name) in columns.enumerated() where places[name] == nil { places[name] = index }
    slotColumns = paths.map { path in
      places[path] ?? path.firstIndex(of: "|").flatMap { places[String(path[..<$0])] }
    }
    slotPaths = paths.map { path in
      guard places[path] == nil, let bar = path.firstIndex(of: "|") else { return nil }
      return String(path[path.index(after: bar)...])
    }
    ecoColumns = EcoColumns.names.map { places[$0] }
  }

  /// The eco columns that the header lacks, in order.
  var appendedColumns: [Int] { ecoColumns.indices.filter { ecoColumns[$0] == nil } }

  /// The header with the missing eco columns after its last one, and after them those of fields beside
  /// the block.
  func enriched(_ header: Span<UInt8>, with more: [String] = []) -> [UInt8] {
    var bytes = header.indices.map { header[$0] }
    var lineEnd: [UInt8] = []
    for byte in [UInt8(ascii: "\n"), UInt8(ascii: "\r")] where bytes.last == byte {
      lineEnd.insert(bytes.removeLast(), at: 0)
    }
    for column in appendedColumns {
      bytes.append(dialect.delimiter)
      bytes.append(contentsOf: EcoColumns.names[column].utf8)
    }
    for name in more.map(EcoColumns.more) where !columns.contains(name) {
      bytes.append(dialect.delimiter)
      bytes.append(contentsOf: name.utf8)
    }
    return bytes + lineEnd
  }
}

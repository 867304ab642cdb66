/// A small CSV text, read whole: tables and vectors, not logs.
struct SmallCSV {
  /// One row: its fields by the header's names, and where it stands.
  struct Row {
    /// The line on which it starts, from 1.
    let line: Int
    /// The row as it stands, without its line end.
    let text: String
    fileprivate let fields: [String: String]

    /// A field; empty where there is no such column.
    subscript(_ column: String) -> String { fields[column] ?? "" }
  }

  let columns: [String]
  private(set) var rows: [Row] = []
  /// Lines whose number of fields is not the header's.
  private(set) var ragged: [Int] = []

  init(_ bytes: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var records = Self.records(bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes)
    columns = records.isEmpty ? [] : records.removeFirst().fields
    for record in records where record.fields != [""] {
      if record.fields.count != columns.count { ragged.append(record.line) }
      rows.append(
        Row(
          line: record.line, text: record.text,
          fields: Dictionary(zip(columns, record.fields)) { first, _ in first }))
    }
  }

  private static func records(
    _ bytes: [UInt8]
  ) -> [(line: Int, text: String, fields: [String])] {
    var records: [(line: Int, text: String, fields: [String])] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var (line, firstLine, start) = (1, 1, 0)
    var isQuoted = false
    var index = 0
    func string(_ bytes: some Sequence<UInt8>) -> String {
      var bytes = Array(bytes)
      if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    }
    while index <= bytes.count {
      let byte = index < bytes.count ? bytes[index] : UInt8(ascii: "\n")
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if index == bytes.count { isQuoted = false }
      switch byte {
      case UInt8(ascii: "\"") where isQuoted && next == byte:
        field.append(byte)
        index += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted, UInt8(ascii: "\n") where !isQuoted:
        fields.append(string(field))
        field.removeAll()
        guard byte == UInt8(ascii: "\n") else { break }
        if index < bytes.count || start < index {
          records.append((firstLine, string(bytes[start..<index]), fields))
        }
        fields.removeAll()
        line += 1
        firstLine = line
        start = index + 1
      default:
        if byte == UInt8(ascii: "\n") { line += 1 }
        field.append(byte)
      }
      index += 1
    }
    return records
  }
}

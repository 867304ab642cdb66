internal import EcoModel

/// A column that says whether an answer came from a cache: in words, or as a boolean.
@safe
struct ReplayColumn {
  private let words: TextColumn?
  private let bits: Validity?
  private let validity: Validity

  /// `nil` where the column has no values.
  init?(_ column: ArrowColumn, rows: Int) throws(ArrowFault) {
    guard column.format != "n", rows > 0 else { return nil }
    validity = column.validity
    if column.format == "b" {
      words = nil
      bits = unsafe Validity(bits: try column.buffer(1, of: 2), offset: column.offset)
    } else {
      words = try TextColumn(column, rows: rows)
      bits = nil
    }
  }

  func isReplay(_ row: Int) -> Bool {
    if let bits { return validity.has(row) && bits.has(row) }
    guard let bytes = unsafe words?.bytes(row), unsafe !bytes.isEmpty else { return false }
    return unsafe !RequestKind.noReplay.contains(String(decoding: bytes, as: UTF8.self))
  }
}

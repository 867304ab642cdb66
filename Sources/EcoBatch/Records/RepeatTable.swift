/// The ids that were met, for `--dedupe`: each id's bytes and a hash of what its record says, about
/// 100 bytes for a usual id.
struct RepeatTable {
  enum Finding { case new, exact, conflicting }

  private var ids = ByteTable()
  private var contents: [UInt64] = []
  private var content = OutputBuffer(capacity: 256)

  /// What is known of a record's id; a record without one is always new.
  mutating func check(
    _ reader: borrowing RecordReader, _ text: Span<UInt8>, _ aside: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Finding {
    guard let (id, _) = reader.present(.id, fields) else { return .new }
    content.removeAll()
    for slot in 0..<fields.count {
      let field = fields[slot]
      if field.kind == .string || field.kind == .number {
        if field.isAside {
          content.append(aside, field.range)
        } else {
          content.append(text, field.range)
        }
      }
      content.append(0)
    }
    let hash = content.withBytes { ByteTable.hash($0) }
    return id.isAside ? check(aside, id.range, hash) : check(text, id.range, hash)
  }

  private mutating func check(
    _ text: Span<UInt8>, _ range: Range<Int>, _ content: UInt64
  ) -> Finding {
    let id = text.extracting(range)
    let hash = ByteTable.hash(id)
    if let known = ids.find(id, hash: hash) {
      return contents[known] == content ? .exact : .conflicting
    }
    _ = ids.insert(id, hash: hash)
    contents.append(content)
    return .new
  }
}

/// The ids seen so far, for `--dedupe`: each id's bytes and a hash of what its record says, about
/// 100 bytes for a usual id.
struct RepeatTable {
  enum Finding { case new, exact, conflicting }

  private var ids = ByteTable()
  private var contents: [UInt64] = []
  private var content = OutputBuffer(capacity: 256)

  /// What is known of a record's id; a record without one is always new.
  mutating func check(
    _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Finding {
    guard let (id, _) = plan.slots(of: .id).first(in: fields) else { return .new }
    content.removeAll()
    for slot in 0..<fields.count {
      let field = fields[slot]
      if field.kind == .string || field.kind == .number {
        if field.isUnescaped {
          content.append(unescaped, field.range)
        } else {
          content.append(text, field.range)
        }
      }
      content.append(0)
    }
    let hash = content.withBytes { ByteTable.hash($0) }
    return id.isUnescaped ? check(unescaped, id.range, hash) : check(text, id.range, hash)
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

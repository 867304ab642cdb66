/// The ids seen so far, for `--dedupe`: of all inputs of a run.
///
/// Ids and what their records say are kept as hashes of 128 bits, seeded anew for each process: 32 bytes
/// for a record, up to three times that with the free room of the table. One lane after the other uses it, never two at once.
package final class RepeatTable: @unchecked Sendable {
  enum Finding { case new, exact, conflicting }

  /// Two seeded hashes of 64 bits.
  private struct Digest: Hashable {
    let first: Int
    let second: Int

    init(_ bytes: Span<UInt8>) {
      var (first, second) = (Hasher(), Hasher())
      second.combine(1 as UInt8)
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe first.combine(bytes: bytes)
        unsafe second.combine(bytes: bytes)
      }
      self.first = first.finalize()
      self.second = second.finalize()
    }
  }

  private var contents: [Digest: Digest] = [:]
  private var content = OutputBuffer(capacity: 256)

  package init() {}

  /// What is known of a record's id; a record without one is always new.
  func check(
    _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Finding {
    guard let (id, _) = plan.slots(of: .id).first(in: fields) else { return .new }
    content.removeAll()
    for slot in 0..<fields.count {
      let field = fields[slot]
      if field.kind == .string || field.kind == .number {
        content.append(field.isUnescaped ? unescaped : text, field.range)
      }
      content.append(0)
    }
    let digest = content.withBytes { Digest($0) }
    let key = Digest((id.isUnescaped ? unescaped : text).extracting(id.range))
    guard let known = contents.updateValue(digest, forKey: key) else { return .new }
    guard known != digest else { return .exact }
    // The first one stays the one that others are held against.
    contents[key] = known
    return .conflicting
  }
}

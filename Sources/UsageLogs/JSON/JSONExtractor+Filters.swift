extension JSONExtractor {
  /// Goes into those elements of an array that a path wants by the value of a member: what several of
  /// them count is added up.
  mutating func filteredElements(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place, _ filters: [PathTree.Filter]
  ) throws(JSONError) -> Int {
    try forEachObject(text, start, end, place) { extractor, element throws(JSONError) in
      for filter in filters where try extractor.isWanted(text, element, end, filter) {
        var inner = place
        inner.node = Int(filter.node)
        inner.scope = extractor.openScope()
        _ = try extractor.value(text, element, end, inner)
        extractor.addFields(text, from: inner.scope, to: place.scope)
      }
    }
  }

  private func isWanted(
    _ text: Span<UInt8>, _ element: Int, _ end: Int, _ filter: PathTree.Filter
  ) throws(JSONError) -> Bool {
    guard let start = try member(filter.key, of: text, element, end),
      text[start] == UInt8(ascii: "\"")
    else { return false }
    var escapes = false
    let close = try JSONSyntax.string(text, start + 1, end, hasEscapes: &escapes)
    return ByteSearch.equal(text, (start + 1)..<close, filter.value)
  }

  /// Adds the numbers of one scope to those of another; what is no number replaces what is there.
  private mutating func addFields(_ text: Span<UInt8>, from scope: Int, to target: Int) {
    for slot in 0..<tree.slotCount where fields[scope + slot].kind != .absent {
      let added = fields[scope + slot]
      let known = fields[target + slot]
      if let one = number(text, known), let other = number(text, added),
        case let (sum, overflow) = one.addingReportingOverflow(other), !overflow
      {
        supply(Array("\(sum)".utf8), target + slot)
        fields[target + slot].kind = .number
      } else {
        fields[target + slot] = added
      }
    }
  }

  private func number(_ text: Span<UInt8>, _ field: FieldRange) -> UInt64? {
    guard field.kind == .number else { return nil }
    let digits =
      field.isUnescaped ? unescaped.text(field.range) : field.range.map { text[$0] }
    return UInt64(String(decoding: digits, as: UTF8.self))
  }
}

extension JSONExtractor {
  /// Looks up the keys of `[{"key": "…", "value": {"stringValue": "…"}}, …]`, OTLP's form of a map.
  mutating func pairList(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place, _ pairs: Int
  ) throws(JSONError) -> Int {
    try forEachObject(text, start, end, place) { extractor, element throws(JSONError) in
      guard let key = try extractor.member("key", of: text, element, end),
        let holder = try extractor.member("value", of: text, element, end),
        text[key] == UInt8(ascii: "\""), text[holder] == UInt8(ascii: "{")
      else { return }
      var escapes = false
      let close = try JSONSyntax.string(text, key + 1, end, hasEscapes: &escapes)
      guard let scalar = try extractor.firstMember(of: text, holder, end) else { return }
      if let node = extractor.child(text, pairs, key + 1, close, escapes) {
        var inner = place
        inner.node = node
        _ = try extractor.value(text, scalar, end, inner)
      } else if let name = extractor.unreadName(text, (key + 1)..<close) {
        let past = try JSONSyntax.value(text, scalar, end, depth: place.depth)
        extractor.noteUnread(name, text, scalar..<past, place)
      }
    }
  }

  /// Looks at the objects of an array, and says where it ends.
  @inline(__always)
  mutating func forEachObject(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place,
    _ body: (_ extractor: inout Self, _ element: Int) throws(JSONError) -> Void
  ) throws(JSONError) -> Int {
    let past = try JSONSyntax.value(text, start, end, depth: place.depth)
    // The array is valid JSON, so what follows only has to look.
    var index = JSONSyntax.skipSpace(text, start + 1, end)
    while index < past - 1 {
      let element = index
      index = try JSONSyntax.value(text, element, end, depth: place.depth)
      if text[element] == UInt8(ascii: "{") { try body(&self, element) }
      index = JSONSyntax.skipSpace(text, index, end)
      if index < end, text[index] == UInt8(ascii: ",") {
        index = JSONSyntax.skipSpace(text, index + 1, end)
      }
    }
    return past
  }

  /// A name that is that of a count and that no rule reads; `nil` for any other.
  func unreadName(_ text: Span<UInt8>, _ range: Range<Int>) -> String? {
    guard tree.unreadSlot >= 0, range.count <= 64, TokenNames.mayCount(text, range) else {
      return nil
    }
    let bytes = range.map { text[$0] }
    guard !tree.reads(bytes) else { return nil }
    let name = String(decoding: bytes, as: UTF8.self)
    return TokenNames.isCount(name) || TokenNames.isUsage(name) ? name : nil
  }

  /// Where the value of a member starts in a valid object.
  private func member(
    _ name: StaticString, of text: Span<UInt8>, _ start: Int, _ end: Int
  ) throws(JSONError) -> Int? {
    try member(Array("\(name)".utf8), of: text, start, end)
  }

  func member(
    _ wanted: [UInt8], of text: Span<UInt8>, _ start: Int, _ end: Int
  ) throws(JSONError) -> Int? {
    var index = JSONSyntax.skipSpace(text, start + 1, end)
    while text[index] == UInt8(ascii: "\"") {
      var escapes = false
      let close = try JSONSyntax.string(text, index + 1, end, hasEscapes: &escapes)
      let valueStart = try JSONSyntax.colon(text, close + 1, end)
      if ByteSearch.equal(text, (index + 1)..<close, wanted) { return valueStart }
      index = JSONSyntax.skipSpace(
        text, try JSONSyntax.value(text, valueStart, end, depth: 0), end)
      guard text[index] == UInt8(ascii: ",") else { return nil }
      index = JSONSyntax.skipSpace(text, index + 1, end)
    }
    return nil
  }

  /// Where the first member's value starts in a valid object.
  private func firstMember(
    of text: Span<UInt8>, _ start: Int, _ end: Int
  ) throws(JSONError) -> Int? {
    let index = JSONSyntax.skipSpace(text, start + 1, end)
    guard text[index] == UInt8(ascii: "\"") else { return nil }
    var escapes = false
    let close = try JSONSyntax.string(text, index + 1, end, hasEscapes: &escapes)
    return try JSONSyntax.colon(text, close + 1, end)
  }
}

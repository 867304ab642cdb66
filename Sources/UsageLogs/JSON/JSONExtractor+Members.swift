extension JSONExtractor {
  /// Walks each member of an object whose keys are data. Like an array's element each is a scope: its
  /// fields and its name belong to the records in it.
  mutating func members(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: Place
  ) throws(JSONError) -> Int {
    let member = tree.nodes[place.node].members
    let name = tree.nodes[Int(member)].memberName
    var index = JSONSyntax.skipSpace(text, start + 1, end)
    if index < end, text[index] == UInt8(ascii: "}") { return index + 1 }
    while true {
      guard index < end, text[index] == UInt8(ascii: "\"") else {
        throw JSONError(offset: index, message: "expected a key in quotes")
      }
      var escapes = false
      let close = try JSONSyntax.string(text, index + 1, end, hasEscapes: &escapes)
      let outerRecords = records.count
      var inner = place
      inner.node = Int(member)
      inner.depth += 1
      inner.scope = openScope()
      if name >= 0 {
        var named = inner
        named.node = Int(name)
        storeName(text, (index + 1)..<close, hasEscapes: escapes, named)
      }
      index = try value(text, try JSONSyntax.colon(text, close + 1, end), end, inner)
      inherit(from: inner.scope, records: outerRecords)
      index = JSONSyntax.skipSpace(text, index, end)
      guard index < end, text[index] == UInt8(ascii: ",") else { break }
      index = JSONSyntax.skipSpace(text, index + 1, end)
    }
    guard index < end, text[index] == UInt8(ascii: "}") else {
      throw JSONError(offset: index, message: "expected a comma or the closing bracket")
    }
    return index + 1
  }
}

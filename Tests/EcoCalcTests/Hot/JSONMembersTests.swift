import Testing

@testable import UsageLogs

@Suite("Objects whose keys are data: each member is a record")
struct JSONMembersTests {
  /// The fields of all records, as text.
  private func records(_ json: String, _ paths: [String], at record: String) throws -> [[String]] {
    let text = PaddedText(json)
    var extractor = JSONExtractor(tree: PathTree(paths: paths, recordPath: record))
    extractor.reset()
    let end = try extractor.extract(text.bytes.span, 0, text.end)
    #expect(end == text.end)
    return extractor.records.map { record in
      paths.indices.map { slot in
        let field = extractor.fields[record.firstField + slot]
        guard field.saysSomething else { return "" }
        let bytes = field.bytes(text.bytes.span, extractor.unescaped.bytes.span)
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  @Test("with its name, its own members and what is around it")
  func members() throws {
    let found = try records(
      #"{"u":{"a":{"n":1},"b\u0063":{"n":2,"m":5}, " c ":{}},"t":9}"#, ["u{*}#", "u{*}.n", "t"],
      at: "u{*}")
    #expect(found == [["a", "1", "9"], ["bc", "2", "9"], ["c", "", "9"]])
  }

  @Test("further in, and in an array")
  func nested() throws {
    let found = try records(
      #"{"r":[{"d":1,"m":{"x":{"k":{"n":1}},"y":{"k":{"n":2}}}},{"d":2,"m":{}},{"m":{"z":{"k":{"n":3}}}}]}"#,
      ["r[].m{*}#", "r[].m{*}.k.n", "r[].d"], at: "r[].m{*}.k")
    #expect(found == [["x", "1", "1"], ["y", "2", "1"], ["z", "3", ""]])
  }

  @Test(
    "what is no object has none", arguments: [#"{"u":[1]}"#, #"{"u":5}"#, #"{"u":null}"#, "{}"])
  func none(json: String) throws {
    #expect(try records(json, ["u{*}#"], at: "u{*}") == [])
  }

  @Test(
    "a fault is where it is",
    arguments: [
      (#"{"u":{"a":{},}}"#, 13), (#"{"u":{"a" {}}}"#, 10), (#"{"u":{a:1}}"#, 6),
      (#"{"u":{"a":{"#, 11), (#"{"u":{"a":{} "b":{}}}"#, 13),
    ])
  func faults(json: String, offset: Int) {
    let text = PaddedText(json)
    var extractor = JSONExtractor(tree: PathTree(paths: ["u{*}.n"], recordPath: ""))
    extractor.reset()
    let error = #expect(throws: JSONError.self) {
      try extractor.extract(text.bytes.span, 0, text.end)
    }
    #expect(error?.offset == offset)
  }

  @Test("of an array of scalars the first says something of what is around it")
  func firstScalar() throws {
    #expect(try records(#"{"t":[7,8],"x":1}"#, ["t[]", "x"], at: "") == [["7", "1"]])
    #expect(try records(#"{"t":[],"x":1}"#, ["t[]", "x"], at: "") == [["", "1"]])
    #expect(try records(#"{"t":[{"a":1}],"x":1}"#, ["t[]", "x"], at: "") == [["", "1"]])
  }
}

import Testing

@testable import Gateway

@Suite struct JSONCheckTests {
  @Test(arguments: [
    "{}", "[]", " [ ] ", "null", "true", "false", "0", "-0", "1.50e+3", "-12E-1", "\"\"",
    #"{"a":[1,{"b":null}],"c":"\u00e9\n\/\\\""}"#, "[[],{}]", "\"é😀\"", "{\"a\":1,\"a\":2}",
    "\t\r\n[1 , 2]\n",
  ])
  func `JSON is JSON`(source: String) {
    #expect(JSONCheck.isValid(bytes(source)))
  }

  @Test(arguments: [
    "", " ", "{", "}", "[", "]", "[}", "{]", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}",
    "{\"a\":1,}", "{,}", "{1:2}", "{a:1}", "[1]]", "{}{}", "nul", "nulll", "True", "01", "-", "+1",
    ".5", "1.", "1e", "1e+", "1.2.3", "0x1", "'a'", "\"a", "\"\\x\"", "\"\\u00g0\"", "\"\\u00\"",
    "\"\n\"", "\"\\", "[\"a\":1]", "{\"a\",1}", "\u{FEFF}{}", "[1]x", "NaN",
  ])
  func `what is no JSON is none`(source: String) {
    #expect(!JSONCheck.isValid(bytes(source)))
  }

  @Test func `bytes that are no text are no JSON`() {
    #expect(!JSONCheck.isValid([0x22, 0xFF, 0x22]))
    #expect(!JSONCheck.isValid([0x22, 0xED, 0xA0, 0x80, 0x22]))
  }

  @Test func `a document cut anywhere is none`() {
    let source = bytes(#"{"a":[1.5e3,true,null,{"b":"\u00e9"}]}"#)
    #expect(JSONCheck.isValid(source))
    for length in source.indices { #expect(!JSONCheck.isValid(Array(source[..<length]))) }
  }

  @Test func `512 may stand in one another, and no more`() {
    func nested(_ depth: Int) -> [UInt8] {
      Array(repeating: UInt8(ascii: "["), count: depth)
        + Array(repeating: UInt8(ascii: "]"), count: depth)
    }
    #expect(JSONCheck.isValid(nested(512)))
    #expect(!JSONCheck.isValid(nested(513)))
    #expect(!JSONCheck.isValid(nested(1_000_000)))
  }

  @Test(arguments: [
    ("[{}]", true), (" [ {\"a\":[1]} , {} ] ", true), ("[]", false), ("[{},1]", false),
    ("[[]]", false), ("{}", false), ("{\"a\":{}}", false), ("\"x\"", false), ("null", false),
  ])
  func `messages are one object or more`(source: String, expected: Bool) {
    #expect(JSONCheck.isArrayOfObjects(bytes(source)) == expected)
  }
}

@Suite struct MemoryTests {
  @Test func `what is held is counted three times, and given back`() throws {
    let memory = Memory(limit: 30)
    var first: Memory.Share? = memory.share()
    try first?.hold(4)
    let second = memory.share()
    try second.hold(6)
    #expect(throws: Memory.Exhausted.self) { try second.hold(1) }
    first = nil
    try second.hold(4)
    #expect(throws: Memory.Exhausted.self) { try second.hold(1) }
  }
}

import Testing

/// A text that is JSON by RFC 8259 or is not, judged by hand.
struct JSONCase: CustomTestStringConvertible, Sendable {
  let bytes: [UInt8]
  let isJSON: Bool
  /// Whether it stays what it is as a member's value: not where something follows a first value, which
  /// may make a second member of it, nor where the depth is counted.
  var isOneValue = true
  /// Why Foundation says otherwise, where it does.
  var exception: String?

  var testDescription: String {
    let text = String(decoding: bytes.prefix(60), as: UTF8.self)
    return "\(isJSON ? "y" : "n") \(text.debugDescription)"
  }
}

/// A grammar corpus in the manner of JSONTestSuite: texts to accept and texts to refuse.
enum JSONCorpus {
  static let all: [JSONCase] =
    accepted(
      structures + ["1", "-1", "0", "true", "false", "null", #""""#, #""a""#, "[]", "{}"]
        + numbers + strings + whiteSpace)
    + refused(brokenNumbers + brokenLiterals + brokenStrings + brokenContainers + truncated)
    + refusedBytes.map { JSONCase(bytes: inString($0), isJSON: false) }
    + acceptedBytes.map { JSONCase(bytes: inString($0), isJSON: true) }
    + trailing.map { JSONCase(bytes: Array($0.utf8), isJSON: false, isOneValue: false) }
    + depths + exceptions

  private static func accepted(_ texts: [String]) -> [JSONCase] {
    texts.map { JSONCase(bytes: Array($0.utf8), isJSON: true) }
  }

  private static func refused(_ texts: [String]) -> [JSONCase] {
    texts.map { JSONCase(bytes: Array($0.utf8), isJSON: false) }
  }

  /// A string that holds bytes as they are.
  private static func inString(_ bytes: [UInt8]) -> [UInt8] {
    [0x22, 0x61] + bytes + [0x62, 0x22]
  }

  // MARK: Accepted

  private static let structures = [
    "[1]", "[1,2]", "[[]]", "[[],[]]", "[{}]", "[null,true,false]", #"{"a":1}"#, #"{"":0}"#,
    #"{"a":[]}"#, #"{"a":{}}"#, #"{"a":{"b":{"c":[{"d":1}]}}}"#, #"{"a":1,"b":2}"#,
    // Names should be unique and need not be.
    #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"a\"b":1}"#, #"{"\u0000":1}"#, #"{"é":"é"}"#,
    #"[1,"a",{"b":[2,"c",{"d":[3]}]}]"#,
    // Longer than the masks of 32 and 64 bytes.
    #"["\#(String(repeating: "x", count: 200))"]"#,
    #"{"\#(String(repeating: "k", count: 200))":"\#(String(repeating: "é", count: 100))"}"#,
    "[" + (0..<100).map { "\($0)" }.joined(separator: ",") + "]",
  ]

  private static let numbers = [
    "-0", "10", "-10", "1.0", "0.1", "-0.1", "1.5", "0.0", "1e1", "1E1", "1e+1", "1e-1", "0e0",
    "0e+1", "0E0", "1.5e10", "-1.5E-10", "1e01", "1e00", "0.00000000000000000000000000001",
    "12345678", "123456789", "1234567.8", "12345678.90123456", "123456789012345678",
  ]

  private static let strings = [
    #""\"""#, #""\\""#, #""\/""#, #""\b\f\n\r\t""#, #""\u0041""#, #""\u00e9""#, #""\u00E9""#,
    #""\uabcd\uABCD""#, #""\ud83d\ude00""#, #""\uDBFF\uDFFF""#, #""\ud800\udc00""#, #""\\u0041""#,
    #""\\\"""#, "\"\u{7F}\"", "\"\u{2028}\u{2029}\"", "\"é€😀\"", "\"/\"", "\"\u{FEFF}\"",
    // An escape at each end of the first mask of a string.
    #""\#(String(repeating: "x", count: 30))\n""#, #""\#(String(repeating: "x", count: 31))\n""#,
    #""\#(String(repeating: "x", count: 32))\n""#, #""\#(String(repeating: "x", count: 31))é""#,
  ]

  private static let whiteSpace = [
    " 1", "1 ", "\t1\t", "\n1\n", "\r1\r", " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n",
    "{ \"a\" : 1 , \"b\" : 2 }", "[ ]", "{ }", "[\n]", "{\r\n}", "{\"a\"\n:\n1\n}",
  ]

  /// Well-formed sequences at the ends of their ranges (Unicode 15, table 3-7).
  private static let acceptedBytes: [[UInt8]] = [
    [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xE1, 0x80, 0x80], [0xEC, 0xBF, 0xBF],
    [0xED, 0x80, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF],
    [0xF0, 0x90, 0x80, 0x80], [0xF1, 0x80, 0x80, 0x80], [0xF3, 0xBF, 0xBF, 0xBF],
    [0xF4, 0x8F, 0xBF, 0xBF],
  ]

  // MARK: Refused

  private static let brokenNumbers = [
    "018", "00", "-00", "-018", "00.5", "01e1", "1.", "-1.", "1.e1", ".5", "-.5", "+1", "+0", "-",
    "--1", "-+1", "- 1", "-a", "-\"1\"", "1e", "1E", "1e+", "1e-", "1e+-1", "1e1.5", "1e1e1",
    "1.5.5", "1..5", "0x10", "1_000", "1f", "1a", "0e", "0.e1", "0.", "NaN", "nan", "Infinity",
    "-Infinity", "inf", "-inf", "１", "1,5", "²", "e1", "1e１", "12345678a", "1234567812345678.",
  ]

  private static let brokenLiterals = [
    "t", "tr", "tru", "True", "TRUE", "truE", "f", "fals", "False", "n", "nul", "nULL", "None",
    "nil", "undefined", "yes", "truth", "nulll", "falsee", "truetrue", "a", "'a'", "`a`", "@", "$",
    "/", "//", "/* */ 1", "# 1", "\\", "\\u0031", "\u{00A0}1", "\u{000B}1", "\u{000C}1",
    "\u{2003}1", "\0", "\u{1}", "1\u{000B}", "é",
  ]

  private static let brokenStrings = [
    "\"", "\"a", "\"a\n\"", "\"a\t\"", "\"a\r\"", "\"\0\"", "\"\u{1}\"", "\"\u{1F}\"",
    #""\""#, #""\"#, #""\x41""#, #""\a""#, #""\v""#, #""\0""#, #""\'""#, #""\ ""#, #""\U0041""#,
    #""\u""#, #""\u0""#, #""\u00""#, #""\u004""#, #""\u004g""#, #""\u00g1""#, #""\ug041""#,
    #""\u 041""#, #""\u-041""#, #""\u+041""#, #""\u{41}""#, #""\uD83D\uDE0""#, #""\ud83d\u""#,
    #""\é""#, "'a'", "a\"", "\"a\u{0}b\"", #""a"b""#,
    #""\#(String(repeating: "x", count: 31))"# + "\u{1F}\"",
    #""\#(String(repeating: "x", count: 32))"# + "\n\"",
  ]

  private static let brokenContainers = [
    "[", "{", "]", "}", "[}", "{]", "[1", "[1,", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]",
    "[1:2]", "[\"a\":1]", "[1}", "{1}", "{\"a\"}", "{\"a\":}", "{,\"a\":1}",
    "{\"a\":1,,\"b\":2}", "{\"a\" 1}", "{\"a\"=1}", "{\"a\"::1}", "{a:1}", "{'a':1}", "{1:1}",
    "{null:1}", "{[]:1}", "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{\"a\":1]", "[[]", "[]]",
    "[{]}", "{\"a\":[}", "{\"a\":{}", "[\"a\",\"]", "[\"a]", "{\"a:1}", "{\"a\",\"b\"}",
    "[\n1\n,\n",
    "{\"a\":1,\"b\"", "{\"a\":1,\"b\":", "[1,\n2", "[-]", "[1.]", "[018]", "[\"\t\"]", "[tru]",
    "[1]a", "[*]", "[\u{000B}]", "{\"a\":\u{00A0}1}",
  ]

  /// Every beginning of a text with everything in it.
  private static let truncated: [String] = {
    let whole = #"{"aé":[1.5e-3,-2,{"b":"\u00e9\n"}, true,false , null],"c":{}}"#
    return whole.indices.map { String(whole[..<$0]) }
  }()

  /// Sequences that are no UTF-8: overlong, surrogates, above U+10FFFF, cut off, alone.
  private static let refusedBytes: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2],
    [0xDF, 0x7F], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0], [0xE1, 0x80],
    [0xE1, 0x80, 0x41], [0xE1, 0x41, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xEF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80], [0xF0, 0x90], [0xF0], [0xF1, 0x80, 0x80, 0x41],
    [0xF1, 0x80, 0x41, 0x80], [0xF1, 0xC0, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
    [0xF4, 0x9F, 0xBF, 0xBF], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
    [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xFF, 0xFE],
  ]

  private static let trailing = [
    "1 2", "1,2", "1,", "[] []", "{} {}", "{}{}", "[][]", "null null", "\"a\" \"b\"", "{}}", "{},",
    "{}x", "{}\u{FEFF}", "1\u{FEFF}", "[1] 2", "{\"a\":1}#", "\"a\":1", "{\"a\":1} // b",
    "true,\"b\":2", "1}", "1]", "1:2",
  ]

  // MARK: What the standard leaves open

  private static func nested(_ count: Int, _ open: String, _ close: String) -> [UInt8] {
    Array((String(repeating: open, count: count) + String(repeating: close, count: count)).utf8)
  }

  /// The code's own limit is 512 containers inside each other.
  private static let depths: [JSONCase] = [
    JSONCase(bytes: nested(511, "[", "]"), isJSON: true, isOneValue: false),
    JSONCase(bytes: nested(512, "[", "]"), isJSON: true, isOneValue: false),
    JSONCase(bytes: nested(513, "[", "]"), isJSON: false, isOneValue: false),
    JSONCase(bytes: nested(511, #"{"a":["#, "]}"), isJSON: false, isOneValue: false),
    JSONCase(bytes: nested(256, #"{"a":["#, "]}"), isJSON: true, isOneValue: false),
    JSONCase(bytes: nested(256, #"[{"a":"#, "}]"), isJSON: false, isOneValue: false),
    JSONCase(bytes: nested(100_000, "[", ""), isJSON: false, isOneValue: false),
  ]

  private static let surrogate =
    "RFC 8259, 8.2 lets the grammar have it; here it is U+FFFD, Foundation refuses it"
  private static let comma =
    "Foundation lets a comma stand before a closing bracket, no standard does"
  private static let precision = "a number that no Double holds; here numbers are only digits"

  private static let mark =
    "RFC 8259, 8.1 lets a reader ignore a byte order mark; a log's own is taken off where it is opened"
  private static let otherEncoding = "RFC 8259, 8.1 has UTF-8 only; Foundation guesses the encoding"

  private static let exceptions: [JSONCase] =
    [
      #""\ud800""#, #""\udfff""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\ud800""#,
      #""\udc00\ud800""#,
    ]
    .map { JSONCase(bytes: Array($0.utf8), isJSON: true, exception: surrogate) }
    + ["1e400", "-1e999", "[1e1000000000000]"]
    .map { JSONCase(bytes: Array($0.utf8), isJSON: true, exception: precision) }
    + ["[1,]", "[1 , ]", #"{"a":1,}"#, "[[1,],2]", #"{"a":{"b":1,}}"#]
    .map { JSONCase(bytes: Array($0.utf8), isJSON: false, exception: comma) }
    + ["\u{FEFF}1", "\u{FEFF}{}", "\u{FEFF} [1]"]
    .map { JSONCase(bytes: Array($0.utf8), isJSON: false, exception: mark) }
    + [[0x31, 0], [0, 0x31], [0xFE, 0xFF, 0, 0x31], [0xFF, 0xFE, 0x31, 0], [0x31, 0, 0, 0]]
    .map { JSONCase(bytes: $0, isJSON: false, exception: otherEncoding) }
}

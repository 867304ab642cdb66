import Testing

@Suite("Hostile input is read to its end or refused")
struct HostileTests {
  static let header =
    "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens\n"
  static let row = "g,2026-01-14T09:30:01Z,openai/gpt-4o-mini,openai,eu-west,18,26\n"
  static let line =
    #"{"generation_id":"g","created_at":1768383001,"resolved_model":"openai/gpt-4o-mini","#
    + #""provider":"openai","region":"eu-west","prompt_tokens":18,"completion_tokens":26}"#
  /// More than a record may have.
  static let tooLong = 17 << 20

  static func repeated(_ text: String, _ count: Int) -> [UInt8] {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count * count)
    for _ in 0..<count { result += bytes }
    return result
  }

  static func with(_ member: String) -> String { line.dropLast() + "," + member + "}\n" }

  @Test(
    "nothing, nothing but white space, or an empty array is a log without records",
    arguments: [
      "", "\n", "\r\n", "\u{FEFF}", "\u{FEFF}\n", " \n\t\n ", "\n\n\n", "[]", "[ \n]\n",
    ])
  func empty(text: String) async throws {
    let run = try await Scratch().run("-", "--summary", "-", input: Array(text.utf8))
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try object(run.text)["records"] as? Int == 0)
    let rows = try await Scratch().run("-", input: Array(text.utf8))
    #expect(rows.output == Array(text.utf8))
  }

  @Test("nesting a hundred deep is read, and a million deep is a reject")
  func nesting() async throws {
    let depth = Size.isWhole ? 1_000_000 : 100_000
    let fine = Self.with(
      #""x":"# + String(repeating: "[", count: 100) + String(repeating: "]", count: 100))
    let deep = Self.with(
      #""x":"# + String(repeating: "[", count: depth)
        + String(repeating: "]", count: depth))
    let objects = Self.with(
      #""x":"# + String(repeating: #"{"x":"#, count: 100_000) + "1"
        + String(repeating: "}", count: 100_000))
    let run = await MemoryRun.of(Array((fine + deep + objects + fine).utf8))
    #expect(run.estimated == 2)
    #expect(run.rejects.map(\.code) == ["malformed_json", "malformed_json"])
    #expect(run.rejects.map(\.line) == [2, 3])
  }

  @Test(
    "a record of 17 MiB is a reject, and those around it are read",
    arguments: Size.isWhole ? ["csv", "jsonl", "array", "documents"] : ["jsonl"])
  func oversized(kind: String) async throws {
    let filler = [UInt8](repeating: UInt8(ascii: "a"), count: Self.tooLong)
    let long = Array(Self.with(#""x":""#).utf8.dropLast(2)) + filler + Array("\"}".utf8)
    let line = Array(Self.line.utf8)
    let log: [UInt8] =
      switch kind {
      case "csv":
        Array((Self.header + Self.row + "g,").utf8) + filler + Array(("\n" + Self.row).utf8)
      case "jsonl": line + [0x0A] + long + [0x0A] + line + [0x0A]
      case "array": Array("[\n".utf8) + line + [0x2C] + long + [0x2C, 0x0A] + line + [0x0A, 0x5D]
      default: Array("{\n".utf8) + line.dropFirst() + [0x0A] + long + [0x0A] + line + [0x0A]
      }
    for piece in Size.isWhole ? [Int.max, 5_000_003] : [5_000_003] {
      let run = await MemoryRun.of(log, piece: piece)
      #expect(run.estimated == 2, "pieces of \(piece)")
      #expect(run.rejects.map(\.code) == ["too_long"], "pieces of \(piece)")
      #expect(run.output.count < 4096)
    }
  }

  @Test("an event stream without an end does not take forever", .enabled(if: Size.isWhole))
  func endlessStream() async throws {
    let chunk =
      #"data: {"id":"c","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[]}"#
      + "\n\n"
    let run = await MemoryRun.of(Self.repeated(chunk, (34 << 20) / chunk.utf8.count))
    #expect(run.rejects.allSatisfy { $0.code == "too_long" })
    #expect(run.rejected == run.records)
    #expect(run.rejects.count < 10)
  }

  @Test("quotes alone are no header", arguments: [1, 2, 3, 1000, 1_000_001])
  func quotes(count: Int) async throws {
    let quotes = Self.repeated("\"", count)
    #expect(await MemoryRun.of(quotes).error != nil)
    let rows = Array((Self.header + Self.row).utf8) + quotes + Array(("\n" + Self.row).utf8)
    let run = await MemoryRun.of(rows)
    #expect(run.estimated == 2 && run.rejected == 1)
  }

  @Test("a header of ten million columns is refused, and says why")
  func columns() async throws {
    let scratch = try Scratch()
    let columns = Self.repeated(
      String(repeating: ",a", count: 10_000), Size.isWhole ? 1000 : 10)
    for name in ["a", "resolved_model"] {
      try scratch.write("wide.csv", Array(name.utf8) + columns + [0x0A])
      let run = try await scratch.run("wide.csv")
      #expect(run.exitCode == 3)
      #expect(run.errors.contains("header"))
      #expect(run.errors.utf8.count < 2000)
    }
  }

  @Test("a header longer than what is looked at is refused, not cut off")
  func longHeader() async throws {
    let header = Self.header.dropLast() + "," + String(repeating: "n", count: 200_000) + "\n"
    let run = await MemoryRun.of(Array((header + Self.row.dropLast() + ",x\n").utf8))
    #expect(run.error?.contains("header") == true)
  }

  @Test("NUL bytes and broken UTF-8 stand in no JSON, and pass through CSV untouched")
  func bytes() async throws {
    for bad: [UInt8] in [
      [0], [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ] {
      let json = Array(Self.with(#""x":"@""#).utf8).split(separator: UInt8(ascii: "@"))
      let lines = await MemoryRun.of(
        Array(Self.line.utf8) + [0x0A] + json[0] + bad + json[1])
      #expect(lines.estimated == 1 && lines.rejects.map(\.code) == ["malformed_json"])
      let csv = await MemoryRun.of(
        Array((Self.header.dropLast() + ",note\n" + Self.row.dropLast() + ",").utf8) + bad + [0x0A])
      #expect(csv.estimated == 1)
      #expect(csv.output.split(separator: 0x0A)[1].split(separator: 0x2C)[7] == bad[...])
    }
  }

  @Test(
    "numbers of any length are refused or read",
    arguments: [
      ("000000000000000000000000018", true), ("18.0000000000", true),
      ("18.00000000000000000000000000", false),
      ("999999999999999999999999999999", false), ("1e999999999999", false), ("1e-999999999", false),
      ("0.0000000000000000000000000001", false), ("+18", false), ("0x12", false), ("١٨", false),
      ("18 ", true), ("1_8", false), (".", false), ("18.", false), (".18", false), ("∞", false),
      ("0e99", true), ("-0", false),
    ])
  func numbers(text: String, isRead: Bool) async throws {
    let row = Self.row.replacing("18", with: text)
    let run = await MemoryRun.of(Array((Self.header + row).utf8))
    #expect(run.records == 1)
    #expect(run.rejected == (isRead ? 0 : 1))
  }

  @Test(
    "where commas may be decimal, a point before three digits is not read as one or the other",
    arguments: [
      ("18", true), ("18,0", true), ("18,000", true), ("18.0", true), ("18.00", true),
      ("18.0000", true), ("1.018", false), ("18.000", false), ("0.000", false),
      ("1.018,0", false), ("1.018.000", false), ("18000", true),
    ])
  func decimalCommas(text: String, isRead: Bool) async throws {
    let log = (Self.header + Self.row.replacing("18", with: text, maxReplacements: 1))
    for quote in ["", "\""] {
      let field = quote + text + quote
      let rows = (Self.header + Self.row).replacing(",", with: ";")
        .replacing("18", with: field, maxReplacements: 1)
      let run = try await Scratch().run("-", input: Array(rows.utf8))
      #expect(run.exitCode == (isRead ? 0 : 1), "\(run.errors)")
      let isPoint = text.contains(".") && !text.contains(",")
      guard !isRead, isPoint, text != "1.018.000" else { continue }
      #expect(run.errors.contains("<stdin>:2:58: error: prompt_tokens: a point before three"))
      #expect(run.errors.contains("semicolons; write plain digits"))
    }
    // Where they may not, it is a decimal point.
    guard !text.contains(","), text != "1.018", text != "1.018.000" else { return }
    #expect(await MemoryRun.of(Array(log.utf8)).estimated == 1)
  }

  @Test("a JSON number in a column has a decimal point whatever delimits the columns")
  func decimalPointInside() async throws {
    for (cached, isRead) in [("6.000", true), (#"""6.000"""#, false)] {
      let log =
        "request_id;call_type;model;startTime;api_base;prompt_tokens;completion_tokens;metadata\n"
        + "g;acompletion;gpt-4o-mini;2026-01-14;;18;26;"
        + #""{""usage_object"":{""prompt_tokens_details"":{""cached_tokens"":\#(cached)}}}""#
      let run = try await Scratch().run(
        "-", "--assume", "region=ie", "--summary", "-", input: Array((log + "\n").utf8))
      #expect(run.exitCode == (isRead ? 0 : 1), "\(run.errors)")
      let totals = try object(run.text)["totals"] as? [String: Any]
      #expect(totals?["cached_prompt_tokens"] as? Int == (isRead ? 6 : 0))
    }
  }

  @Test("what stands after an array is a reject", arguments: ["{}", "[1]", "x", "]"])
  func afterAnArray(tail: String) async throws {
    let scratch = try Scratch()
    let log = "[\(Self.line)]\n\(tail)\n"
    let run = try await scratch.run(
      "-", "--max-rejects", "9", "--rejects", "bad", input: Array(log.utf8))
    #expect(run.exitCode == 0)
    #expect(try object(scratch.text("bad"))["code"] as? String == "malformed_json")
    #expect(!run.text.hasSuffix("]\n\(tail)\n"))
  }

  @Test("an array that is cut off is a reject, and what came before it is written")
  func openArray() async throws {
    let run = try await Scratch().run(
      "-", "--max-rejects", "9", "-q", input: Array("[\(Self.line),\n".utf8))
    #expect(run.text.hasSuffix("}}]\n"))
    #expect(run.errors.contains("the array is not closed"))
  }

  @Test("a header ends where rows do: before one carriage return")
  func carriageReturns() async throws {
    let faults = await Conservation.faults(Array("resolved_model,x\r\r\ny,z\r\r\n".utf8))
    #expect(faults == [])
  }
}

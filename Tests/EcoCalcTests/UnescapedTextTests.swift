import Testing

@testable import UsageLogs

@Suite("JSON inside strings")
struct UnescapedTextTests {
  @Test("strings and sums of JSON in several strings of a record are each their own")
  func several() async throws {
    let scratch = try Scratch()
    try scratch.write(
      "log.jsonl",
      #"""
      {"t":"2026-10-05","r":"us-\u0065ast-1",\#
      "x":"{\"m\":\"gpt\\u002d4o\\u002dmini \",\"n\":[{\"k\":\"a\",\"n\":3},{\"k\":\"a\",\"n\":4}]}",\#
      "y":"{\"n\":[{\"k\":\"o\",\"n\":5},{\"k\":\"o\",\"n\":6},{\"k\":\"o\",\"n\":7}],\"p\":\"open\\u0061i\"}"}

      """#)
    let maps = [
      "time=t", "region=r", "model=x|m", "prompt=x|n[k=a].n", "provider=y|p",
      "completion=y|n[k=o].n",
    ]
    let run = try await scratch.run(
      ["log.jsonl", "--by", "model,provider,region"] + maps.flatMap { ["--map", $0] })
    let row = try #require(Delimited.rows(run.text).first, "\(run.errors)")
    #expect(row["model"] == "openai/gpt-4o-mini" && row["provider"] == "openai")
    #expect(row["region"] == "us-east-1")
    #expect(row["prompt_tokens"] == "7" && row["completion_tokens"] == "18")
  }

  @Test("what is added during a walk is found where it is said to be, then and after it")
  func walks() {
    var text = UnescapedText()
    let first = text.append(Array("first".utf8))
    let json = Array(#" {\"a\":1} "#.utf8)
    let inside = text.appendJSON(json.span, json.indices)
    let walked = text.beginWalk()
    let string = Array(#" \u0061b "#.utf8)
    let added = [text.append(string.span, string.indices), text.append(Array("c".utf8))]
    #expect(added.map { String(decoding: text.text($0), as: UTF8.self) } == ["ab", "c"])
    #expect(text.bytes == walked)
    text.endWalk()
    let places = [first, inside] + added + [text.append(Array("last".utf8))]
    #expect(
      places.map { String(decoding: text.bytes[$0], as: UTF8.self) }
        == ["first", #" {"a":1} "#, "ab", "c", "last"])
    text.removeAll()
    #expect(text.bytes.isEmpty)
  }
}

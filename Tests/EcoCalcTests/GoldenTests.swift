import Foundation
import Testing

/// Whole outputs, byte for byte. `ECO_RECORD=1` writes them anew.
@Suite("Outputs stay as they were")
struct GoldenTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let arguments: [String]

    init(_ name: String, _ arguments: String...) {
      self.name = name
      self.arguments = arguments
    }

    var testDescription: String { name }
  }

  static let cases = [
    Case("gateway.csv", "gateway/usage.csv"),
    Case("gateway.jsonl", "gateway/usage.jsonl"),
    Case("gateway.json", "gateway/usage.json"),
    Case("gateway-response.json", "gateway/chat-completion-response.json"),
    Case("gateway-streams.sse", "extended/gateway-streams.sse"),
    Case("gateway-two-digits.csv", "gateway/usage.csv", "--significant-digits", "2"),
    Case("gateway-to.jsonl", "gateway/usage.csv", "-t", "jsonl"),
    Case("gateway-ecologits.jsonl", "gateway/usage.jsonl", "-m", "ecologits-0.4"),
    Case("stale-blocks.jsonl", "extended/stale-blocks.jsonl"),
    Case("semicolons.csv", "extended/semicolons.csv", "--max-rejects", "1"),
    Case("traps.csv", "traps/traps.csv", "--max-rejects", "5"),
    Case("traps.summary.json", "traps/traps.csv", "--max-rejects", "5", "--summary", "-"),
    Case("traps.rejects.jsonl", "traps/traps.csv", "--by", "day", "--max-rejects", "5"),
    Case(
      "by-model-and-month.csv", "traps/traps.csv", "extended/gateway-values.jsonl",
      "--max-rejects", "100%", "--by", "month,model,accuracy"),
    Case("spans.csv", "otel/otlp-traces.json", "--assume", "region=eu-west", "-t", "csv"),
    Case("spans.json", "otel/otlp-traces.json", "--assume", "region=eu-west"),
    Case("buckets.json", "openai/organization-usage-completions.json", "--assume", "region=ie"),
    Case("vertex.jsonl", "vertex/request-response-logs.jsonl"),
  ]

  @Test("byte for byte", arguments: cases)
  func golden(_ golden: Case) async throws {
    let run = try await Scratch().run(golden.arguments, in: Fixtures.root)
    #expect(run.exitCode == 0, "\(run.errors)")
    let isRejects = golden.name.contains("rejects")
    let bytes =
      isRejects
      ? Array(
        run.errors.split(separator: "\n").filter { $0.hasPrefix("{") }
          .joined(separator: "\n").utf8) : run.output
    let file = Fixtures.tests.appending(path: "Golden/\(golden.name)")
    let known = try? Array(Data(contentsOf: file))
    if known == nil || ProcessInfo.processInfo.environment["ECO_RECORD"] == "1" {
      try Data(bytes).write(to: file)
    }
    // A failure names the first line that differs: all bytes would be of no use.
    let isSame = known == bytes
    #expect(isSame, "\(Self.difference(known ?? [], bytes)) in Golden/\(golden.name)")
  }

  private static func difference(_ known: [UInt8], _ bytes: [UInt8]) -> String {
    let (old, new) = (known.split(separator: 0x0A), bytes.split(separator: 0x0A))
    guard let (line, (was, now)) = zip(old, new).enumerated().first(where: { $1.0 != $1.1 }) else {
      return "\(old.count) lines are now \(new.count)"
    }
    return "line \(line + 1), \(String(decoding: was, as: UTF8.self)), is now"
      + " \(String(decoding: now, as: UTF8.self))"
  }
}

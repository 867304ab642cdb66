import Foundation
import Testing

@Suite("SummaryFile: a summary that cannot be is refused with what is wrong")
struct SummaryFileTests {
  private let scratch: Scratch
  private let summary: String

  init() throws {
    scratch = try Scratch()
    try scratch.write("log.csv", SampleLog.csv(0..<40))
    try scratch.run(["log.csv", "-o", "log.out", "--summary", "s.json"])
    summary = try scratch.text("s.json")
  }

  /// Replaces a number in the summary's last rate.
  private func edited(_ key: String, _ value: String) throws -> String {
    let place = try #require(summary.ranges(of: "\"\(key)\": ").last)
    let rest = summary[place.upperBound...]
    return summary[..<place.upperBound] + value + rest.drop { $0 != "," && $0 != "\n" }
  }

  @Test(
    "a rate's numbers",
    arguments: [
      ("cached_prompt_tokens", "999999999999", "more cached than prompt tokens"),
      ("cached_prompt_tokens", "-1", #""cached_prompt_tokens" is missing or out of range"#),
      (
        "prompt_tokens", "1000000000000000000000001", #""prompt_tokens" is missing or out of range"#
      ),
      ("prompt_pairs", "1e9", #""prompt_pairs" is missing or out of range"#),
      ("factor_age", "10000", "is not in the tables"),
      ("grid_year", "2199", "is not in the tables"),
      ("records", "1.5", #""records" is missing or out of range"#),
      ("energy_wh", "\"1\"", #""energy_wh" is missing or out of range"#),
      ("energy_wh", "0.0000000001", #""energy_wh" is missing or out of range"#),
      ("region_assumed", "1", "no region_assumed"), ("accuracy", "\"fine\"", "no accuracy"),
    ])
  func rates(key: String, value: String, message: String) throws {
    try scratch.write("edited.json", try edited(key, value))
    let run = try scratch.run(["merge", "edited.json"])
    #expect(run.signal == nil && run.exitCode == 4 && run.text.isEmpty)
    #expect(run.errors.contains("edited.json: ") && run.errors.contains(message), "\(run.errors)")
  }
}

import Testing

@testable import UsageLogs

@Suite("What a lane has counted may be taken from it at any time")
struct TakenTallyTests {
  private func answer(_ model: String, _ region: String, _ prompt: Int) -> String {
    let place = region.isEmpty ? "" : #","lowrouter":{"region":"\#(region)"}"#
    return #"{"object":"chat.completion","model":"\#(model)","created":1769940000,"#
      + #""usage":{"prompt_tokens":\#(prompt),"completion_tokens":7}\#(place)}"# + "\n"
  }

  @Test("rows, totals and warnings are the same when it is taken after each block")
  func taken() async {
    let models = ["openai/gpt-4o", "openai/gpt-4o-mini", "openai/gpt-4.1-mini", "acme/unknown"]
    let log = (0..<60).map { number in
      answer(models[number % 4], ["us-east", "", "eu-west"][number % 3], 8990 + number)
    }.joined()
    var options = TallyOptions()
    options.with = [.interval, .embodied]
    func run() async -> MemoryRun {
      await .of(Array(log.utf8), blockSize: 300, region: nil, tally: options)
    }
    let whole = await run()
    options.mostLines = 0
    let taken = await run()
    #expect(whole.estimated == 30 && whole.warnings.count { $0 > 0 } == 3)
    #expect(taken.warnings == whole.warnings)
    #expect(taken.output == whole.output)
    #expect(taken == whole)
  }
}

import EcoModel
import Testing

@Suite("A model's id, by the rules of edition 2026-11,")
struct ModelIDTests {
  @Test(
    "is tried in these forms, in this order, and no others",
    arguments: [
      ("gpt-4o-mini", ["gpt-4o-mini"]),
      (" GPT-4o-Mini\t", ["gpt-4o-mini"]),
      ("openai/gpt-4o", ["openai/gpt-4o", "gpt-4o"]),
      ("gpt-4o-2024-08-06", ["gpt-4o-2024-08-06", "gpt-4o"]),
      ("m-20240620", ["m-20240620", "m"]), ("m@20240620", ["m@20240620", "m"]),
      ("m-v1:0", ["m-v1:0", "m"]), ("m-v12:345", ["m-v12:345", "m"]),
      ("m:free", ["m:free", "m"]), ("m:nitro", ["m:nitro", "m"]), ("m:beta", ["m:beta", "m"]),
      ("m:online", ["m:online", "m"]), ("m:floor", ["m:floor", "m"]),
      ("m:extended", ["m:extended", "m"]),
      ("m-2024-01-01:free", ["m-2024-01-01:free", "m-2024-01-01", "m"]),
      (
        "us.anthropic.claude-v1:0",
        [
          "us.anthropic.claude-v1:0", "us.anthropic.claude", "anthropic.claude-v1:0",
          "anthropic.claude", "claude-v1:0", "claude",
        ]
      ),
      ("publishers/google/models/gemini", ["publishers/google/models/gemini", "gemini"]),
      ("publishers//models/gemini", ["publishers//models/gemini"]),
      (
        "openrouter/groq/openai/m",
        ["openrouter/groq/openai/m", "groq/openai/m", "openai/m", "m"]
      ),
      ("acme/m", ["acme/m"]), ("m:8b", ["m:8b"]), ("m-v1", ["m-v1"]), ("mv1:0", ["mv1:0"]),
      ("m-v:0", ["m-v:0"]), ("m-2024-01", ["m-2024-01"]), ("m-202401", ["m-202401"]),
      (":free", [":free"]), ("-20240101", ["-20240101"]), ("", [""]), ("/", ["/"]),
      ("openai/", ["openai/", ""]), ("us.", ["us.", ""]), ("us.a/b", ["us.a/b", "a/b"]),
      ("ÅNGSTRÖM", ["ÅngstrÖm"]),
    ])
  func forms(id: String, forms: [String]) {
    var tried: [String] = []
    let found = ModelID.firstForm(of: id) { form -> Int? in
      tried.append(form.text)
      return nil
    }
    #expect(found == nil)
    #expect(tried == forms)
  }

  @Test("that had to be changed says how")
  func steps() throws {
    let eco = EcoEstimator(methodology: .newest(of: .november2026))
    let rate = try eco.rate(
      model: " Azure/GPT-4o-mini-2024-07-18:free", region: "eu-west", at: .year(2024)
    ).get()
    #expect(rate.basis.model.id == "openai/gpt-4o-mini")
    #expect(rate.basis.modelSteps.first == "trim and fold case: azure/gpt-4o-mini-2024-07-18:free")
    #expect(rate.basis.modelSteps.contains("drop prefix: gpt-4o-mini-2024-07-18:free"))
    #expect(rate.basis.modelSteps.last == "alias of: openai/gpt-4o-mini")
  }

  @Test(
    "is never matched because it looks similar",
    arguments: [
      "gpt-4o-min", "gpt-4o-minii", "openai/gpt", "gpt 4o mini", "gpt-4o-mini-", "gpt_4o_mini",
      "gpt-4o\u{2011}mini", "\u{FEFF}gpt-4o-mini", "lowrouter/auto",
    ])
  func similar(id: String) {
    let eco = EcoEstimator(methodology: .newest(of: .november2026))
    let rate = eco.rate(model: id, region: "eu-west")
    #expect(throws: Unclassified.unknownModel) { try rate.get() }
  }

  @Test("of any bytes neither traps nor hangs")
  func anything() {
    var generator = SeededGenerator(seed: 8)
    let pieces = [
      "/", ".", ":", "@", "-", "v", "0", "2024", "20240101", "us.", "openai/", "publishers/",
      "models/",
      ":free", "é", "\u{0600}", "\u{200D}", " ", "\r\n", "A", "\0",
    ]
    for _ in 0..<3000 {
      let count = Int.random(in: 0...12, using: &generator)
      let id = (0..<count).map { _ in pieces[Int.random(in: pieces.indices, using: &generator)] }
        .joined()
      var tried = 0
      _ = ModelID.firstForm(of: id) { _ -> Int? in
        tried += 1
        return nil
      }
      #expect(tried <= 200)
    }
  }
}

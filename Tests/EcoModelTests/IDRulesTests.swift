import EcoModel
import Testing

@Suite("A model's id, by the rules of edition 2026-12,")
struct IDRulesTests {
  private let eco = EcoEstimator(methodology: .newest(of: .december2026))

  private func found(_ id: String) -> (model: String, bits: String)? {
    eco.catalogue.find(id, on: nil).map { match in
      (match.model.id, match.bits.map { "\($0.weights)/\($0.arithmetic)" } ?? "")
    }
  }

  @Test(
    "is words with one hyphen between them, and a point in a size alone",
    arguments: [
      ("claude sonnet_4.6 [1m]", "claude-sonnet-4-6-1m"), ("~a//b-/-c:", "a//b/c"),
      ("qwen2p5-0p5b", "qwen2-5-0.5b"), ("qwen3-1.7b", "qwen3-1.7b"), ("1.5bx", "1-5bx"),
      ("p3p", "p3p"), ("3p", "3p"), ("-", ""), ("", ""), (".5b", "5b"), ("é.1", "é-1"),
    ])
  func words(id: String, words: String) {
    #expect(ModelWords(of: id).text == words)
    #expect(ModelWords(of: words).key == ModelWords(of: id).key)
  }

  @Test(
    "means the same in these spellings",
    arguments: [
      ("llama-v3p1-8b", "llama3.1:8b"), ("claude-opus4-5", "claude-opus-4.5"),
      ("deepseek_v3.1", "deepseek-3-1"), ("gpt 4o", "gpt-4o"), ("minicpm-v-4_5", "minicpm-v-4.5"),
    ])
  func sameKey(a: String, b: String) {
    #expect(ModelWords(of: a).key == ModelWords(of: b).key)
  }

  @Test(
    "does not mean the same in these",
    arguments: [
      ("qwen3-1.7b", "qwen3.1-7b"), ("gemma-2-9b", "gemma-29b"), ("r1-1776", "r11776"),
      ("a/b", "a-b"), ("v", ""), ("llama-3-70b", "llama-3-7-0b"),
    ])
  func otherKey(a: String, b: String) {
    #expect(ModelWords(of: a).key != ModelWords(of: b).key)
  }

  @Test(
    "leads to its row, and names a precision",
    arguments: [
      ("accounts/fireworks/models/llama-v3p1-8b-instruct", "meta-llama/llama-3.1-8b-instruct", ""),
      (
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-sonnet-20240620-v1:0",
        "anthropic/claude-3.5-sonnet", ""
      ),
      ("jp.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4-5", ""),
      ("claude-4.7-opus-high-thinking", "anthropic/claude-opus-4-7", ""),
      ("Claude Sonnet 4.6", "anthropic/claude-sonnet-4-6", ""),
      ("claude-sonnet-4-5-20250929[1m]", "anthropic/claude-sonnet-4-5", ""),
      ("gpt-4-32k", "openai/gpt-4", ""), ("kimi-k2-turbo-preview", "moonshotai/kimi-k2", ""),
      ("acme/gpt-4o-mini", "openai/gpt-4o-mini", ""),
      ("meta-llama/Llama-3.1-8B-Instruct-FP8", "meta-llama/llama-3.1-8b-instruct", "8/8"),
      ("Qwen/Qwen2.5-7B-Instruct-AWQ", "qwen/qwen-2.5-7b-instruct", "4.16/16"),
      ("Qwen2.5-7B-Instruct-Q4_K_M.gguf", "qwen/qwen-2.5-7b-instruct", "4.8/16"),
      ("Qwen2.5-7B-Instruct-GGUF", "qwen/qwen-2.5-7b-instruct", ""),
      ("llama3.2", "meta-llama/llama-3.2-3b-instruct", "4.8/16"),
      ("ollama/llama3.2:latest", "meta-llama/llama-3.2-3b-instruct", "4.8/16"),
      ("llama3.1:8b", "meta-llama/llama-3.1-8b-instruct", "4.8/16"),
      ("llama3.1:8b-instruct-q8_0", "meta-llama/llama-3.1-8b-instruct", "8.5/16"),
      ("gpt-oss:20b", "openai/gpt-oss-20b", ""), ("gpt-oss:120b-cloud", "openai/gpt-oss-120b", ""),
      ("mistral-large-2411", "mistralai/mistral-large-2411", ""),
      ("llama-3.1-405b-instruct-fp8", "meta-llama/llama-3.1-405b-instruct", ""),
    ])
  func leads(id: String, model: String, bits: String) throws {
    let found = try #require(self.found(id))
    #expect(found.model == model)
    #expect(found.bits == bits)
  }

  @Test(
    "is not found where a rule would have to guess",
    arguments: [
      "mistral-large-2499", "gpt-4o-min", "llama-3.2", "acme/llama3.2", "gemma-4", "gpt2-medium",
      "phi-3-large", "qwen3-80b", "llama-3.1-9b-instruct-fp8", "grok-4.20-fast-7",
      "lowrouter/auto", "", "/", "-", "us.", ":8b",
    ])
  func unknown(id: String) {
    #expect(found(id) == nil)
  }

  @Test("says every step, in words")
  func steps() throws {
    let match = try #require(
      eco.catalogue.find("Acme/us.anthropic.claude-4.7-opus-20260416-v1:0", on: nil))
    #expect(
      match.steps == [
        "trim and fold case: acme/us.anthropic.claude-4.7-opus-20260416-v1:0",
        "write as words: acme/us-anthropic-claude-4-7-opus-20260416-v1-0",
        "drop word v#-0: acme/us-anthropic-claude-4-7-opus-20260416",
        "drop word 20######: acme/us-anthropic-claude-4-7-opus",
        "drop path: us-anthropic-claude-4-7-opus", "drop word us: anthropic-claude-4-7-opus",
        "drop word anthropic: claude-4-7-opus", "word order: claude-opus-4-7",
        "means: anthropic/claude-opus-4-7",
      ])
    let precise = try #require(eco.catalogue.find("a/llama3.1:8b", on: nil))
    #expect(
      precise.steps == [
        "write as words: a/llama3-1-8b", "drop path: llama3-1-8b",
        "add word: llama3-1-8b-instruct", "means: meta-llama/llama-3.1-8b-instruct",
        "precision: weights of 4.8 bits, arithmetic in 16",
      ])
  }

  @Test("sets the bits of the estimate, and nothing else")
  func bits() throws {
    let plain = try eco.rate(model: "llama-3.1-8b-instruct", region: "de").get().basis
    let named = try eco.rate(model: "llama-3.1-8b-instruct-awq", region: "de").get().basis
    let (before, after) = (try #require(plain.size), try #require(named.size))
    #expect(named.model == plain.model)
    #expect(after.weightBits == bits("4.16") && after.arithmeticBits == bits("16"))
    #expect(before.weightBits == bits("16") && before.arithmeticBits == nil)
    #expect(after.precision == .named && before.precision == .released)
    #expect(after.kvBytes == before.kvBytes && after.total == before.total)
  }

  private func bits(_ text: String) -> Decimal9? {
    DecimalText.nanos(text.utf8, places: 2).map { Decimal9(nanos: $0) }
  }

  @Test("leads where people who read it through said, for 200 names drawn at random")
  func sample() throws {
    let rows = try Repository.table("Tests/EcoModelTests/Fixtures/model-id-sample.csv")
    #expect(rows.count == 200)
    for row in rows {
      let id = try #require(row["id"])
      let found = try #require(self.found(id), "\(id)")
      let bits = [row["weight_bits"], row["arithmetic_bits"]].compactMap(\.self)
        .filter { !$0.isEmpty }.joined(separator: "/")
      #expect(found.model == row["model"] && found.bits == bits, "\(id)")
    }
  }

  @Test("of every row leads to that row with any path before it, and each default to a row")
  func ownNamesWin() throws {
    for model in eco.catalogue.models {
      for spelling in [model.id] + model.aliases {
        #expect(found("acme/x/\(spelling)")?.model == model.id, "\(spelling)")
      }
    }
    for rule in CSV.rows(String(decoding: eco.tables[.idRules], as: UTF8.self))
    where rule["kind"] == "default" {
      #expect(found(rule["pattern"] ?? "")?.model == rule["model"])
    }
  }

  @Test("stays unknown in edition 2026-11 where it was")
  func frozen() throws {
    let old = EcoEstimator(methodology: .newest(of: .november2026))
    for id in ["acme/gpt-4o-mini", "claude-4.7-opus", "llama3.2", "gpt_4o_mini"] {
      #expect(old.catalogue.find(id, on: nil) == nil)
    }
  }

  @Test("of any bytes neither traps nor hangs")
  func anything() {
    var generator = SeededGenerator(seed: 21)
    let pieces = [
      "/", ".", ":", "@", "-", "v", "p", "0", "2024", "20240101", "us.", "openai/", "8b", "e", "x",
      "-instruct", "-fp8", "claude", "q4_k_m", ":latest", "ollama/", "é", "\u{0600}", " ", "[1m]",
    ]
    for _ in 0..<2000 {
      let count = Int.random(in: 0...12, using: &generator)
      let id = (0..<count).map { _ in pieces[Int.random(in: pieces.indices, using: &generator)] }
        .joined()
      _ = eco.catalogue.find(id, on: nil)
      #expect(eco.catalogue.triedForms(of: id).count <= 200)
      _ = eco.catalogue.almost(id)
    }
  }
}

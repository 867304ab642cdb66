import Testing

@testable import UsageLogs

@Suite("A log of no format is read by what its fields are called")
struct GenericFormatTests {
  @Test(
    "a name counts tokens, however it is written",
    arguments: [
      ("prompt_tokens", Field.prompt), ("Input Tokens", .prompt), ("promptTokenCount", .prompt),
      ("tokensIn", .prompt), ("num_input_tokens", .prompt), ("TOTAL INPUT TOKENS", .prompt),
      ("completion-tokens", .completion), ("OutputTokens", .completion),
      ("n_out_tokens", .completion),
      ("total_tokens", .total), ("cached_tokens", .cachedInside),
      ("Cached Input Tokens", .cachedInside),
      ("prompt_cache_hit_tokens", .cachedInside), ("cacheReadInputTokens", .cachedOutside),
      ("cache_creation_input_tokens", .cacheWrite), ("cache_write_tokens", .cacheWrite),
      ("completion_tokens_details.reasoning_tokens", .reasoningInside),
      ("gen_ai.usage.output_tokens", .completion), ("genai_tokens_input", .prompt),
      ("response.usage.prompt_tokens", .prompt), ("candidatesTokenCount", .completion),
      ("thoughtsTokenCount", .reasoningOutside),
      ("prompt_tokens_details.cache_read_tokens", .cachedInside),
      ("inputTokenDetails.cacheWriteTokens", .cacheWriteInside),
    ])
  func counts(name: String, field: Field) {
    #expect(NameWords(name).count(isUsage: false) == field)
  }

  @Test(
    "and none where it counts something else, or may count two things",
    arguments: [
      "prompt", "max_tokens", "input_audio_tokens", "tokens", "input_output_tokens", "token_id",
      "prompt_cache_miss_tokens", "cached_output_tokens", "inputs", "", "cumulative_prompt_tokens",
      "prompt tokens (k)", "avg_input_tokens", "response_tokens",
    ])
  func otherNames(name: String) {
    #expect(NameWords(name).count(isUsage: false) == nil)
  }

  @Test("in a usage object it need not say tokens")
  func usage() {
    #expect(NameWords("input").count(isUsage: true) == .prompt)
    #expect(NameWords("cached").count(isUsage: true) == .cachedInside)
    #expect(NameWords("cost").count(isUsage: true) == nil)
  }

  private func fields(_ format: LogFormat?) -> [String: [String]]? {
    format.map { format in
      Dictionary(grouping: format.rules.filter { $0.field != nil }, by: \.name)
        .mapValues { $0.map(\.path) }
    }
  }

  @Test("of columns, those that are known; a model has to be there, or be assumed")
  func columns() {
    let columns = ["Day", "Model Name", "Input Tokens", "Output_Tokens", "Cost", "Prompt"]
    #expect(
      fields(GenericFormat.format(columns: columns, needsModel: true)) == [
        "time": ["Day"], "model": ["Model Name"], "prompt": ["Input Tokens"],
        "completion": ["Output_Tokens"],
      ])
    #expect(GenericFormat.format(columns: ["Input Tokens", "Output"], needsModel: false) == nil)
    let noModel = ["input_tokens", "output_tokens"]
    #expect(GenericFormat.format(columns: noModel, needsModel: true) == nil)
    #expect(GenericFormat.format(columns: noModel, needsModel: false) != nil)
  }

  private func format(_ json: String, needsModel: Bool = true) -> LogFormat? {
    let paths = PathLister.paths(ofObject: Array(json.utf8))
    return GenericFormat.format(paths: paths, .json, needsModel: needsModel)
  }

  @Test("of members, the counts of one object and what is around it")
  func members() {
    let found = format(
      #"{"id":"x","meta":{"id":"y","request":{"model":"m"}},"created_at":1,"#
        + #""reply":{"usage":{"input":1,"output":2,"details":{"cached":3},"cost":4}},"#
        + #""limits":{"prompt_tokens":5},"choices":[{"model":"n"}]}"#)
    #expect(
      fields(found) == [
        "id": ["id"], "time": ["created_at"], "model": ["meta.request.model"],
        "prompt": ["reply.usage.input"], "completion": ["reply.usage.output"],
        "cached_prompt": ["reply.usage.details.cached"],
      ])
    #expect(found?.recordPath == "")
  }

  @Test("in an array each element is a record, and what is around it is of all of them")
  func arrays() {
    let found = format(
      #"{"date":"2026-01-14","calls":[{"model":{"id":"m","maker":"o"},"#
        + #""prompt_tokens":1,"completion_tokens":2}]}"#)
    #expect(found?.recordPath == "calls[]")
    #expect(
      fields(found)
        == [
          "records": ["calls[]"], "time": ["date"], "model": ["calls[].model.id"],
          "prompt": ["calls[].prompt_tokens"], "completion": ["calls[].completion_tokens"],
        ].filter { $0.key != "records" })
  }

  @Test(
    "never by halves",
    arguments: [
      #"{"model":"m","usage":{"prompt_tokens":1}}"#, #"{"usage":{"input":1,"output":2}}"#,
      #"{"model":"m","input":"text","output":"text"}"#,
      #"{"model":{},"usage":{"input":1,"output":2}}"#,
      #"{"model":"m","in":{"prompt_tokens":1},"out":{"completion_tokens":1}}"#,
    ])
  func halves(json: String) { #expect(format(json) == nil) }

  @Test("of names of one count those count that say no total, and of these the largest")
  func wholes() throws {
    let found = try #require(
      format(
        #"{"model":"m","usage":{"input_tokens":0,"prompt_tokens":1,"total_input_tokens":2,"#
          + #""output_tokens":3}}"#))
    #expect(found.fields[.prompt]?.map(\.path) == ["usage.input_tokens", "usage.prompt_tokens"])
    #expect(found.combining[.prompt] == .largest)
    #expect(found.known.contains("total_input_tokens"))
    #expect(found.combining[.completion] == nil)
  }

  @Test("what is added up over records is no call's")
  func running() {
    let json = #"{"model":"m","accumulatedUsage":{"input_tokens":1,"output_tokens":2}}"#
    #expect(format(json) == nil)
    let paths = PathLister.paths(ofObject: Array(json.utf8))
    #expect(GenericFormat.runningTotal(in: paths) == "accumulatedUsage.input_tokens")
    #expect(GenericFormat.runningTotal(in: ["usage.input_tokens"]) == nil)
  }

  @Test("counts of other objects of the record are unread, and no limits or elements of arrays")
  func elsewhere() throws {
    let json =
      #"{"model":"m","usage":{"input_tokens":1,"output_tokens":2},"totalUsage":{"input_tokens":3},"#
      + #""max_tokens":4,"steps":[{"usage":{"input_tokens":5}}]}"#
    let paths = PathLister.paths(ofObject: Array(json.utf8))
    #expect(
      GenericFormat.unread(try #require(format(json)), paths: paths) == ["totalUsage.input_tokens"])
  }

  @Test(
    "a number of requests is one in whatever words a query or a report has for it",
    arguments: ["count", "n", "total_requests", "Number of Requests", "invocations"])
  func requests(column: String) {
    let columns = ["day", "model", column, "input_tokens", "output_tokens"]
    let found = GenericFormat.format(columns: columns, needsModel: true)
    #expect(found?.fields[.requests]?.map(\.path) == [column])
  }

  @Test("a format whose signature is there but not its counts or time is not the header's")
  func overlooked() throws {
    let azure = try #require(
      LogFormats.bundled.named("azure-apim").first { $0.shapes.contains(.csv) })
    func overlooks(_ columns: [String]) -> Bool {
      Refusal.overlooks(azure, Set(columns)) {
        GenericFormat.format(columns: columns, needsModel: true)
      }
    }
    let names = ["ModelName", "PromptTokens", "CompletionTokens"]
    #expect(overlooks(names + ["Timestamp"]))
    #expect(!overlooks(names + ["TimeGenerated"]))
    #expect(!overlooks(names))
  }

  @Test("an energy is metered where servers return such, and said to be there anywhere else")
  func energy() {
    let found = format(
      #"{"model":"m","usage":{"prompt_tokens":1,"completion_tokens":2},"#
        + #""energy":{"energy_joules":5,"energy_kwh":0.1,"attribution_method":"measured"},"#
        + #""gpuEnergyWh":3,"eco":{"energy_wh":1},"energy_price":2}"#)
    #expect(
      fields(found) == [
        "model": ["model"], "prompt": ["usage.prompt_tokens"],
        "completion": ["usage.completion_tokens"],
        "metered_j": ["energy.energy_joules"], "metered_kwh": ["energy.energy_kwh"],
        "attribution": ["energy.attribution_method"], "energy_not_metered": ["gpuEnergyWh"],
      ])
  }

  @Test("keys with dots are one name")
  func dots() {
    let found = format(#"{"llm.model":"m","usage.prompt_tokens":1,"usage.completion_tokens":2}"#)
    #expect(fields(found)?["prompt"] == ["{usage.prompt_tokens}"])
    #expect(fields(found)?["model"] == ["{llm.model}"])
  }

  @Test("a known header in another spelling is that format")
  func spelled() throws {
    let columns = [
      "Request ID", "call-type", "startTime", "Model", "PROMPT_TOKENS", "metaData", "x",
    ]
    let found = Detection.candidate(columnsLike: columns, .bundled)
    #expect(found.map(\.name) == ["litellm"])
    let format = try LogFormats.bundled.format(#require(found.first)).spelled(as: columns)
    #expect(format.signature.isSubset(of: columns))
    #expect(format.fields[.id]?.first?.path == "Request ID")
    #expect(
      format.fields[.cachedInside]?.map(\.path).contains(
        "metaData|usage_object.cache_read_input_tokens") == true)
    // Two columns that may be meant are none.
    let twice = LogFormats.bundled.format(try #require(found.first))
      .spelled(as: columns + ["request_ID"])
    #expect(twice.fields[.id]?.first?.path == "request_id")
    #expect(Detection.candidate(columnsLike: ["Model", "Prompt Tokens"], .bundled).isEmpty)
  }
}

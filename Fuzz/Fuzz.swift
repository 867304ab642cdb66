// Compiled by run.sh together with the tests' own runner into one binary, with one target chosen by the
// environment: libFuzzer feeds it bytes, and it stops at the first that crash, or for which what the tests
// call conservation does not hold.
import Dispatch
import Glibc

@testable import EcoModel
@testable import UsageLogs

private enum Target: String {
  /// Rows of a delimited log.
  case csv
  /// Lines, an array or texts of a JSON log.
  case json
  /// Any log read as a format: the first byte says which.
  case formats
  /// A whole file that says itself what it is.
  case files
  /// Lines of several formats in one file: the first bytes say of which.
  case mixed
  /// A table of a caller's own: the first byte says which.
  case tables
}

private let target = unsafe getenv("ECO_FUZZ").flatMap {
  unsafe Target(rawValue: String(cString: $0))
}

private let header =
  "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens,"
  + "cached_tokens\n"

/// Lines of formats that logs mix, which share ids, models and sessions: what comes first tells the
/// format, and records of the same call stand anywhere.
private enum Mixture {
  private static let lines = [
    #"{"type":"assistant","sessionId":"s","isSidechain":%1,"message":{"id":"%0","model":"claude-sonnet-4-5","usage":{"input_tokens":%2,"output_tokens":%2,"iterations":[{"type":"compaction","input_tokens":%0}]}}}"#,
    #"{"type":"session_meta","payload":{"id":"%0","forked_from_id":"%2"}}"#,
    #"{"type":"turn_context","payload":{"model":"gpt-4o"}}"#,
    #"{"type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"total_tokens":%2},"last_token_usage":{"input_tokens":%2,"output_tokens":%0}}}}"#,
    #"{"object":"chat.completion.chunk","id":"%0","model":"gpt-4o","usage":{"prompt_tokens":%2,"completion_tokens":%0}}"#,
    #"{"usageMetadata":{"promptTokenCount":%2},"modelVersion":"gemini-2.5-flash","responseId":"%0"}"#,
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"t","spanId":"%0","parentSpanId":"%2","attributes":[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"%2"}}]}]}]}]}"#,
    #"{"type":"gemini","id":"%0","tokens":{"input":%2,"output":%0,"odd_tokens":%2},"model":"gemini-2.5-pro"}"#,
    "",
  ]

  /// Each byte is a line: its kind, and what stands in it.
  static func lines(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte in
      let line = lines[Int(byte) % lines.count]
        .replacing("%0", with: "\(byte % 5)").replacing(
          "%1", with: byte % 2 == 0 ? "true" : "false"
        )
        .replacing("%2", with: "\(byte % 7)")
      return Array((line + "\n").utf8)
    }
  }
}

private func faults(_ bytes: [UInt8], from format: String?) -> [String] {
  let done = DispatchSemaphore(value: 0)
  nonisolated(unsafe) var faults: [String] = []
  Task.detached {
    faults = await Conservation.faults(bytes, from: format)
    done.signal()
  }
  done.wait()
  return faults
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  var bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  var found: [String] = []
  switch target {
  case .csv: found = faults(Array(header.utf8) + bytes, from: "gateway")
  case .json: found = faults(bytes, from: "gateway")
  case .formats:
    guard let first = bytes.first else { return 0 }
    let formats = LogFormats.bundled.all
    bytes.removeFirst()
    found = faults(bytes, from: formats[Int(first) % formats.count].name)
  case .files: found = faults(bytes, from: nil)
  case .mixed: found = faults(Mixture.lines(bytes), from: nil)
  case .tables:
    guard let first = bytes.first else { return 0 }
    let names = EcoTables.Name.allCases
    bytes.removeFirst()
    _ = try? EcoEstimator(
      tables: EcoTables(replacing: [names[Int(first) % names.count]: bytes]))
  case nil: fatalError("ECO_FUZZ names no target")
  }
  if !found.isEmpty { fatalError(found.joined(separator: "\n")) }
  return 0
}

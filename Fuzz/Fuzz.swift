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
  /// A table of a caller's own: the first byte says which.
  case tables
}

private let target = unsafe getenv("ECO_FUZZ").flatMap {
  unsafe Target(rawValue: String(cString: $0))
}

private let header =
  "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens,"
  + "cached_tokens\n"

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

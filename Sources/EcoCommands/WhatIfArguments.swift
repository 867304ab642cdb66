internal import EcoModel
internal import PlainText
internal import UsageLogs

/// What `--against` says of requests that might have been served otherwise.
enum WhatIfArguments {
  /// What it may say, in words for a message.
  static let forms = "region=NAME, model:OLD=NEW or concurrency=N"

  /// Adds one of them; `false` where it is something else.
  ///
  /// - Throws: `UsageError` for a concurrency out of range.
  static func add(_ text: String, to whatIf: inout WhatIf) throws(UsageError) -> Bool {
    guard let equals = text.firstIndex(of: "=") else { return false }
    let (name, value) = (text[..<equals], String(text[text.index(after: equals)...]))
    guard !value.isEmpty else { return false }
    if name == "region" {
      whatIf.region = value
    } else if name.hasPrefix("model:"), name.count > 6 {
      whatIf.models.append((of: String(name.dropFirst(6)), instead: value))
    } else if name == "concurrency" {
      whatIf.concurrency = try ReadingArguments.concurrency(value, of: "--against \(text)")
    } else {
      return false
    }
    return true
  }
}

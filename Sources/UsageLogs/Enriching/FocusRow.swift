internal import EcoModel
internal import PlainText

/// A record as a row of FOCUS 1.2 (FinOps Open Cost and Usage Specification): its usage, and energy and
/// carbon in columns of our own. What a log cannot tell is null.
enum FocusRow {
  /// The header.
  static var header: String {
    FocusColumn.all.map(\.name).joined(separator: ",") + "\n"
  }

  /// Appends a row with its line end.
  static func append(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>,
    _ plan: FieldPlan, _ outcome: Outcome, _ writer: EcoWriter, _ more: MoreTexts,
    to output: inout OutputBuffer
  ) {
    func said(_ field: Field) -> String {
      String(decoding: plan.bytes(field, text, unescaped, fields), as: UTF8.self)
    }
    var counts = TokenCounts()
    _ = counts.read(plan, text, unescaped, fields)
    let model = said(.model)
    let tokens = counts.prompt != nil || counts.completion != nil ? "\(counts.tokens)" : ""
    let period = period(
      plan.moment(text, unescaped, fields), isAggregate: counts.requestsOrOne > 1)
    var named: [String: String] = [
      "ChargeCategory": "Usage",
      "ChargeDescription": model.isEmpty ? "Tokens" : "Tokens of \(model)",
      "ChargeFrequency": "Usage-Based",
      "ChargePeriodStart": period.start, "ChargePeriodEnd": period.end,
      "ConsumedQuantity": tokens, "ConsumedUnit": tokens.isEmpty ? "" : "Tokens",
      "ProviderName": said(.provider),
      "RegionId": plan.place(text, unescaped, fields).map {
        String(decoding: $0.bytes(text, unescaped), as: UTF8.self)
      } ?? "",
      "ServiceCategory": "AI and Machine Learning", "ServiceSubcategory": "Generative AI",
      "x_RecordId": said(.id), "x_ModelId": model, "x_Key": said(.key),
      "x_Requests": "\(counts.requestsOrOne)",
      "x_PromptTokens": counts.prompt.map { "\($0)" } ?? "",
      "x_CachedPromptTokens": tokens.isEmpty ? "" : "\(counts.cached)",
      "x_CompletionTokens": counts.completion.map { "\($0)" } ?? "",
    ]
    for (name, value) in zip(more.names, more.texts) {
      if let column = FocusColumn.beside[name] {
        named[column] = String(decoding: value, as: UTF8.self)
      }
    }
    if let basis = named["x_Basis"], !basis.isEmpty {
      named["x_DataQuality"] = basis == Serving.Basis.metered.rawValue ? "Measured" : "Estimated"
    }
    for (column, definition) in FocusColumn.all.enumerated() {
      if column > 0 { output.append(UInt8(ascii: ",")) }
      if let eco = definition.block {
        writer.appendField(eco, outcome, to: &output)
      } else {
        output.append(CSVText.quoted(named[definition.name] ?? ""))
      }
    }
    output.append(UInt8(ascii: "\n"))
  }

  /// The minute in which the record's time lies, or its day where it says no more; of a sum of requests
  /// nobody knows the end.
  private static func period(
    _ moment: TextValue.Moment?, isAggregate: Bool
  ) -> (start: String, end: String) {
    guard let moment else { return ("", "") }
    func time(_ minutes: Int) -> String {
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      let day = UTCDay(daysSinceEpoch: moment.day + minutes / 1440)
      return "\(day)T\(two(minutes % 1440 / 60)):\(two(minutes % 60)):00Z"
    }
    let start = moment.minute ?? 0
    return (time(start), isAggregate ? "" : time(start + (moment.minute == nil ? 1440 : 1)))
  }
}

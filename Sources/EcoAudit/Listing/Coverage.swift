package import EcoModel
package import PlainText
package import UsageLogs

/// Which of the models that a log or a list names have a figure, and what would give it to the others.
package struct Coverage {
  /// What a name gets.
  package enum Answer: String, CaseIterable {
    case figure
    case undisclosed = "undisclosed_parameters"
    case notCompletion = "not_completion"
    case unknown = "unknown_model"
  }

  private struct Line {
    let name: String
    let usage: ModelNames.Usage
    let answer: Answer
    let match: Catalogue.Match?
    /// The nearest row that the rules did not lead to, and why.
    let almost: String?
  }

  private let estimator: EcoEstimator
  /// The names, those of most weight first.
  private let lines: [Line]
  /// What a name's weight is: tokens, or what a list says.
  private let unit: String

  package init(_ names: ModelNames, unit: String, _ estimator: EcoEstimator) {
    self.estimator = estimator
    self.unit = unit
    lines = names.usage.map { name, usage in
      let match = estimator.catalogue.find(name, on: nil)
      let answer: Answer =
        switch match?.model.evidence {
        case .undisclosed: .undisclosed
        case .notCompletion: .notCompletion
        case .none: .unknown
        default: .figure
        }
      return Line(
        name: name, usage: usage, answer: answer, match: match,
        almost: match == nil ? estimator.catalogue.almost(name) : nil)
    }.sorted { a, b in (b.usage.tokens, a.name) < (a.usage.tokens, b.name) }
  }

  /// The shares by answer, and the names without a figure.
  package var listing: DataListing {
    var listing = DataListing(
      columns: ["name", unit, "share", "answer", "nearest", "almost"],
      rows: [],
      notes: [""] + shares + remedies)
    listing.rows = lines.filter { $0.answer != .figure }.prefix(Self.shown).map { line in
      [
        line.name, "\(line.usage.tokens)", percent(line.usage.tokens), line.answer.rawValue,
        line.answer == .unknown ? nearest(line.name) ?? "-" : line.match?.model.id ?? "-",
        line.almost ?? "-",
      ]
    }
    listing.csv = csv
    return listing
  }

  /// All names, for machines.
  package var objects: JSONValue {
    .array(
      lines.map { line in
        .object([
          ("name", .string(line.name)), ("requests", .integer(line.usage.requests)),
          (unit, .integer(line.usage.tokens)), ("answer", .string(line.answer.rawValue)),
          ("model", line.match.map { .string($0.model.id) } ?? .null),
          ("steps", .array(line.match?.steps.map { .string($0) } ?? [])),
          ("weight_bits", line.match?.bits.map { .number("\($0.weights)") } ?? .null),
          (
            "arithmetic_bits",
            line.match?.bits.map { .number("\($0.arithmetic)") } ?? .null
          ), ("almost", line.almost.map { .string($0) } ?? .null),
        ])
      })
  }

  private static let shown = 20

  private var csv: [String] {
    ["name,requests,\(unit),answer,model,weight_bits,arithmetic_bits,almost"]
      + lines.map { line in
        let bits = line.match?.bits
        return [
          line.name, "\(line.usage.requests)", "\(line.usage.tokens)", line.answer.rawValue,
          line.match?.model.id ?? "", bits.map { "\($0.weights)" } ?? "",
          bits.map { "\($0.arithmetic)" } ?? "", line.almost ?? "",
        ].map(CSVText.quoted).joined(separator: ",")
      }
  }

  private var shares: [String] {
    let rows = Answer.allCases.map { answer in
      let those = lines.filter { $0.answer == answer }
      return [
        answer.rawValue, "\(those.count)",
        percent(those.reduce(0) { $0 + $1.usage.tokens }),
      ]
    }
    return TextTable.indented([["answer", "names", "of the \(unit)"]] + rows)
  }

  /// The lines that would supply the unknown names of most weight.
  private var remedies: [String] {
    lines.filter { $0.answer == .unknown && !$0.name.isEmpty }.prefix(Self.remedied).flatMap {
      line -> [String] in
      guard let supply = remedy(line.name).line else { return [] }
      return [
        "", "\(line.name): after line \(supply.after) of \(supply.table.rawValue), \(supply.note)",
        "  \(supply.text)",
      ]
    }
  }

  private static let remedied = 3

  private func remedy(_ name: String) -> Remedy {
    var request = ExplainRequest()
    request.model = name
    return Remedy(.unknownModel, request, estimator)
  }

  private func nearest(_ name: String) -> String? { remedy(name).nearest.first }

  private func percent(_ part: Int128) -> String {
    let whole = lines.reduce(0) { $0 + $1.usage.tokens }
    guard whole > 0 else { return "-" }
    let tenths = (part * 1000 + whole / 2) / whole
    return "\(tenths / 10).\(tenths % 10) %"
  }
}

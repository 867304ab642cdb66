/// A bill or a statement, read whole: memory grows with its different lines, not with its rows.
package struct Paper<Line: Sendable>: Sendable {
  package let path: String
  /// The format's name; `none` for an empty file.
  package internal(set) var format = "none"
  package internal(set) var rows = 0
  package internal(set) var lines: [Line] = []
  /// Rows that are not compared, by why.
  package internal(set) var leftOut: [PaperOmission: Int] = [:]
  /// Rows that cannot be read: the first ones, and how many there are.
  package internal(set) var faults: [PaperFault] = []
  package internal(set) var faultCount = 0
  /// Where files of the format say things, by the name of the field.
  private var columns: [String: [String]] = [:]

  init(path: String) { self.path = path }

  init(path: String, _ plan: FieldPlan) {
    self.path = path
    format = plan.format.name
    for (field, source) in plan.slots { columns[field.name(), default: []].append(source.path) }
  }

  /// The columns in which files of the format say something.
  package func columns(_ field: String) -> [String] { columns[field] ?? [] }

  /// Faults that are kept word for word.
  static var keptFaults: Int { 10 }

  mutating func add(_ fault: PaperFault) {
    faultCount += 1
    if faults.count < Self.keptFaults { faults.append(fault) }
  }
}

/// A row that cannot be read.
package struct PaperFault: Sendable, Hashable {
  /// Which row after the header, from 1.
  package let row: Int
  package let message: String
}

/// Why a row is not compared: it is none of tokens, and nothing is made up for it.
package enum PaperOmission: Error, Hashable, Comparable {
  /// A tax, a credit, a purchase: no usage.
  case charge(String)
  /// Usage in another unit.
  case unit(String)
  /// Tokens that no answer is made of, by their meter.
  case notOfAnswers(String)
  /// Usage that does not say in what it is counted.
  case noUnit
  /// Usage that does not say how much.
  case noQuantity

  /// A stable code.
  package var code: String {
    switch self {
    case .charge: "not_usage"
    case .unit: "not_tokens"
    case .notOfAnswers: "not_inference"
    case .noUnit: "no_unit"
    case .noQuantity: "no_quantity"
    }
  }

  /// The charge or unit; empty for what has none.
  package var detail: String {
    switch self {
    case .charge(let text), .unit(let text), .notOfAnswers(let text): text
    case .noUnit, .noQuantity: ""
    }
  }

  package static func < (a: PaperOmission, b: PaperOmission) -> Bool {
    (a.code, a.detail) < (b.code, b.detail)
  }
}

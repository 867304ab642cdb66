internal import EcoModel

/// One thing that a format says: a field and where it is, or how its records are to be understood.
///
/// The language of `data/log-formats.csv`, of a caller's own formats and of `--map NAME=PATH`: see
/// `meanings` and `paths`.
package struct FormatRule: Sendable, Hashable {
  package let name: String
  package let path: String

  package init(_ name: String, _ path: String) {
    self.name = name
    self.path = path
  }

  /// A rule that means nothing.
  struct Fault: Error {
    /// Whether its path is at fault, rather than its name.
    var isOfPath = true
    let message: String
  }

  /// The names that `--map` may use.
  package static let names =
    Field.names.map(\.name) + [
      "records", "like", "completion_kind", "other_kind", "largest", "sum", "carried", "known",
      "cached_above_prompt", "time_format", "aggregate", "runner", "served_by", "always",
      "billed_charge",
    ]

  /// The field that the rule places; `nil` for a rule about whole records.
  package var field: Field? { Field.named(name)?.field }

  /// Whether the rule says where something is.
  private var isPlace: Bool { field != nil || name == "records" }

  /// The same rule for what is found below a path; what places nothing stays as it is.
  func below(_ place: String) -> FormatRule {
    isPlace ? FormatRule(name, Self.path(path, below: place)) : self
  }

  /// Holds a path to what paths are in logs of these shapes: the name of a column can be anything.
  func check(in shapes: Set<LogFormat.Shape>) throws(Fault) {
    guard isPlace, !shapes.isEmpty, !shapes.contains(.csv) else { return }
    if let fault = PathTree.fault(in: path) { throw Fault(message: fault) }
  }

  /// A path below another one.
  static func path(_ path: String, below place: String) -> String {
    if path.isEmpty || place.isEmpty { return place + path }
    let isJoined = place.hasSuffix("|") || path.hasPrefix("{") || path.hasPrefix("[")
    return place + (isJoined ? "" : ".") + path
  }

  /// What a `like` rule names: a format or part, and the path below which it is found.
  var reference: (name: String, place: String)? {
    guard name == "like" else { return nil }
    guard let at = path.firstRange(of: " at ") else { return (path, "") }
    return (String(path[..<at.lowerBound]), String(path[at.upperBound...]))
  }
}

extension LogFormat {
  /// Takes what a rule says; of a field that has sources already it is one more.
  mutating func take(_ rule: FormatRule) throws(FormatRule.Fault) {
    let path = rule.path
    switch rule.name {
    case "told_by": signature.insert(path)
    case "records": recordPath = path
    case "completion_kind": completionKinds = (completionKinds ?? []).union([path])
    case "other_kind": if !otherKinds.contains(path) { otherKinds.append(path) }
    case "largest": combining[try Self.field(path)] = .largest
    case "sum": combining[try Self.field(path)] = .sum
    case "known": known.insert(path)
    case "carried":
      guard let from = path.firstRange(of: " from ") else {
        throw FormatRule.Fault(message: "expected FIELD from LINE")
      }
      carried[try Self.field(String(path[..<from.lowerBound]))] = String(path[from.upperBound...])
    case "cached_above_prompt": cachedAbovePrompt = try Self.choice(path)
    case "time_format": timeFormat = try Self.choice(path)
    case "aggregate":
      guard path == "yes" else { throw FormatRule.Fault(message: "expected yes") }
      isAggregate = true
    case "runner": runner = path
    case "served_by": servedBy = path
    case "unusable": unusable = path
    case "holds": holding = try Self.choice(path)
    case "billed_charge": billedCharges.insert(Spelling.folded(path))
    case "always":
      guard let middle = path.firstRange(of: " is ") else {
        throw FormatRule.Fault(message: "expected FIELD is VALUE")
      }
      let field = try Self.field(String(path[..<middle.lowerBound]))
      always[field] = String(path[middle.upperBound...])
    default:
      guard let (field, part) = Field.named(rule.name) else {
        throw FormatRule.Fault(isOfPath: false, message: "no such field or rule")
      }
      let source = Source(path: path, part: part)
      if fields[field]?.contains(source) != true { fields[field, default: []].append(source) }
    }
  }

  private static func field(_ name: String) throws(FormatRule.Fault) -> Field {
    guard let field = Field.named(name)?.field else {
      throw FormatRule.Fault(message: "expected the name of a field")
    }
    return field
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ text: String
  ) throws(FormatRule.Fault) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw FormatRule.Fault(message: "expected one of \(names)")
    }
    return choice
  }

  /// All that the format says, without references to others.
  package var rules: [FormatRule] {
    func all(_ name: String, _ values: some Sequence<String>) -> [FormatRule] {
      values.map { FormatRule(name, $0) }
    }
    func combined(_ combination: FieldSlots.Combination) -> [String] {
      Field.allCases.filter { combining[$0] == combination }.map { $0.name() }
    }
    let written = shapes.map(\.rawValue).sorted().joined(separator: " ")
    var rules = [FormatRule("written_as", written)] + all("told_by", signature.sorted())
    if !recordPath.isEmpty { rules.append(FormatRule("records", recordPath)) }
    rules += slots.map { FormatRule($0.field.name($0.source.part), $0.source.path) }
    rules += all("completion_kind", (completionKinds ?? []).sorted())
    rules += all("other_kind", otherKinds)
    rules += Field.allCases.compactMap { field in
      carried[field].map { FormatRule("carried", "\(field.name()) from \($0)") }
    }
    rules += all("known", known.sorted())
    rules += all("largest", combined(.largest)) + all("sum", combined(.sum))
    if cachedAbovePrompt != .outside {
      rules.append(FormatRule("cached_above_prompt", cachedAbovePrompt.rawValue))
    }
    if timeFormat != .iso { rules.append(FormatRule("time_format", timeFormat.rawValue)) }
    if isAggregate { rules.append(FormatRule("aggregate", "yes")) }
    rules += all("runner", runner.map { [$0] } ?? [])
    if holding != .log { rules.append(FormatRule("holds", holding.rawValue)) }
    rules += Field.allCases.compactMap { field in
      always[field].map { FormatRule("always", "\(field.name()) is \($0)") }
    }
    rules += all("billed_charge", billedCharges.sorted())
    rules += all("served_by", servedBy.map { [$0] } ?? [])
    return rules + all("unusable", unusable.map { [$0] } ?? [])
  }
}

internal import EcoModel

/// One row of a bill or a statement: what its fields say, copied.
struct PaperRow {
  private let plan: FieldPlan
  private var bytes: [UInt8] = []
  /// Where each slot's text is in `bytes`; empty where the row says nothing.
  private var places: [Range<Int>] = []

  init(_ plan: FieldPlan) { self.plan = plan }

  /// Takes the next row.
  mutating func take(_ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>) {
    bytes.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    for slot in fields.indices {
      let field = fields[slot]
      let start = bytes.count
      if field.saysSomething {
        let source = field.isUnescaped ? unescaped : text
        for index in FieldRange.trimmed(source, field.range) { bytes.append(source[index]) }
        if Self.isNull(bytes[start...]) { bytes.removeLast(bytes.count - start) }
      }
      places.append(start..<bytes.count)
    }
  }

  /// What tables write where there is nothing.
  private static func isNull(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count <= 4, let first = text.first, "nN\\".utf8.contains(first) else { return false }
    return ["null", "NULL", "None", "NaN", "\\N"].contains { text.elementsEqual($0.utf8) }
  }

  /// Appends the texts of slots, told apart, for one lookup.
  func append(_ slots: [Int], to key: inout OutputBuffer) {
    for slot in slots {
      key.append(bytes.span, places[slot])
      // No text of UTF-8 has this byte.
      key.append(0xFF)
    }
  }

  /// The first slot of a field in which the row says something.
  func slot(_ field: Field) -> Int? {
    plan.slots(of: field).range.first { !places[$0].isEmpty }
  }

  func bytes(_ slot: Int) -> [UInt8] { Array(bytes[places[slot]]) }

  func text(_ slot: Int) -> String { String(decoding: bytes[places[slot]], as: UTF8.self) }

  /// What a field says; `nil` where nothing.
  func text(_ field: Field) -> String? { slot(field).map(text) }

  /// What a field says, or what holds for all of the file.
  func textOrAlways(_ field: Field) -> String? { text(field) ?? plan.format.always[field] }

  /// The number in a slot times a unit.
  func number(_ slot: Int, times unit: Int128) -> Int128? {
    SignedDecimal.read(bytes(slot), times: unit, decimalComma: plan.hasDecimalComma)
  }

  /// What the row is about; `nil` where it does not say when.
  ///
  /// - Throws: what is wrong with a time that cannot be read.
  func period() throws(PaperRowFault) -> PaperPeriod? {
    guard let start = slot(.time) else { return nil }
    let end = slot(.periodEnd).map(bytes) ?? []
    if let period = PaperPeriod(from: bytes(start), to: end, plan) { return period }
    guard let endSlot = slot(.periodEnd), PaperPeriod(from: bytes(start), to: [], plan) != nil
    else {
      throw fault(start, "expected a time")
    }
    throw fault(endSlot, "expected a time after \"\(text(start))\"")
  }

  /// What is wrong in a slot.
  func fault(_ slot: Int, _ message: String) -> PaperRowFault {
    PaperRowFault(message: "\(plan.slots[slot].source.path): \(message), found \"\(text(slot))\"")
  }
}

/// What is wrong with a row.
struct PaperRowFault: Error {
  let message: String
}

// MARK: Bills

extension PaperRow {
  /// What the row counts.
  var tokenKind: TokenKind {
    let direction = text(.direction).map { NameWords($0).words } ?? []
    let action = text(.cacheAction).map { NameWords($0).words } ?? []
    if !direction.isEmpty {
      let isOfCache = action.contains("read") || action.contains("write")
      return TokenKind(meter: direction + (isOfCache ? ["cache"] + action : []))
    }
    for slot in plan.slots(of: .meter).range where !places[slot].isEmpty {
      let kind = TokenKind(meter: NameWords(text(slot)).words)
      if kind != .unknown { return kind }
    }
    return .unknown
  }

  /// Whether a meter or its unit speaks of tokens.
  private var speaksOfTokens: Bool {
    [Field.meter, .unitText].contains { field in
      plan.slots(of: field).range.contains { slot in
        !TokenKind.tokens.isDisjoint(with: NameWords(text(slot)).words)
      }
    }
  }

  /// The meter, where it counts tokens and none of an answer.
  var otherMeter: String? {
    plan.slots(of: .meter).range.lazy.map(text).first {
      !TokenKind.notOfAnswers.isDisjoint(with: NameWords($0).words)
    }
  }

  /// Where the row says how many tokens, and how many its unit is.
  func quantity(_ kind: TokenKind) -> Result<(slot: Int, tokens: Int128), PaperOmission> {
    let pairs: [(Field, Field)] = [(.quantity, .unit), (.pricedQuantity, .pricedUnit)]
    var omission = PaperOmission.noQuantity
    for (field, unitField) in pairs {
      guard let slot = slot(field) else { continue }
      switch tokens(unitField, kind) {
      case .success(let tokens): return .success((slot, tokens))
      case .failure(let reason): if omission == .noQuantity { omission = reason }
      }
    }
    return .failure(omission)
  }

  /// How many tokens a unit is.
  private func tokens(_ unitField: Field, _ kind: TokenKind) -> Result<Int128, PaperOmission> {
    let stated = text(.unitText)
    if let always = unitField == .unit ? plan.format.always[.unit] : nil {
      if let stated, PaperUnit.isOther(stated) { return .failure(.unit(stated)) }
      guard kind != .unknown || speaksOfTokens, let tokens = PaperUnit.tokens(always) else {
        return .failure(.unit(stated ?? ""))
      }
      return .success(tokens)
    }
    guard let unit = text(unitField) else { return .failure(.noUnit) }
    if let tokens = PaperUnit.tokens(unit) { return .success(tokens) }
    // A marketplace counts in units, and a text says what one is.
    if Spelling.folded(unit) == "units", let stated, speaksOfTokens,
      let tokens = PaperUnit.tokens(amid: stated), tokens > 1
    {
      return .success(tokens)
    }
    return .failure(.unit(unit))
  }

  /// What may name the model, the most telling text first.
  var models: [BilledModel] {
    let meters = Set(plan.slots(of: .meter).range.map { plan.slots[$0].source.path })
    return plan.slots(of: .model).range.filter { !places[$0].isEmpty }.map { slot in
      BilledModel(
        text: text(slot), isMeter: meters.contains(plan.slots[slot].source.path))
    }
  }
}

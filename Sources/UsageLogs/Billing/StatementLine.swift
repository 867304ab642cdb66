internal import EcoModel

/// What a provider says was emitted in one period, by one service in one place. Masses are in billionths of
/// a gram, rounded half to even.
package struct StatementLine: Sendable {
  package let period: PaperPeriod?
  package let provider: String
  package let region: String
  package let service: String
  /// By which method it was worked out.
  package let version: String
  package internal(set) var rows = 0
  package internal(set) var carbon = StatedCarbon()
}

/// The figures of a statement that are there; `nil`: it does not say.
package struct StatedCarbon: Sendable, Equatable {
  package var locationBased: Int128?
  package var marketBased: Int128?
  package var scope1: Int128?
  package var scope2Location: Int128?
  package var scope2Market: Int128?
  package var scope3: Int128?
  /// Billionths of a watt-hour.
  package var energy: Int128?
  /// Billionths of a gram for each kilowatt-hour; `nil` too where lines say several.
  package var gridFactor: Int128?

  package init() {}

  package mutating func add(_ other: StatedCarbon) {
    let isFirst = self == StatedCarbon()
    func sum(_ a: Int128?, _ b: Int128?) -> Int128? { a.map { $0 + (b ?? 0) } ?? b }
    locationBased = sum(locationBased, other.locationBased)
    marketBased = sum(marketBased, other.marketBased)
    scope1 = sum(scope1, other.scope1)
    scope2Location = sum(scope2Location, other.scope2Location)
    scope2Market = sum(scope2Market, other.scope2Market)
    scope3 = sum(scope3, other.scope3)
    energy = sum(energy, other.energy)
    gridFactor = isFirst || gridFactor == other.gridFactor ? other.gridFactor : nil
  }
}

/// Reads the rows of a statement.
struct StatementVisitor: RecordVisitor {
  static var wantsFigures: Bool { false }

  private(set) var statement: Paper<StatementLine>
  private let plan: FieldPlan
  private var row: PaperRow
  private var numbers: [Key: Int] = [:]

  private struct Key: Hashable {
    let period: PaperPeriod?
    let texts: [String]
  }

  init(_ statement: Paper<StatementLine>, _ plan: FieldPlan) {
    self.statement = statement
    self.plan = plan
    row = PaperRow(plan)
  }

  mutating func supersede() {}

  mutating func reject() {
    statement.rows += 1
    statement.add(PaperFault(row: statement.rows, message: "it is not a whole record"))
  }

  mutating func visit(
    _ text: Span<UInt8>, _ unescaped: borrowing [UInt8], _ ranges: borrowing [FieldRange],
    first: Int, at start: Int, figures: borrowing FigurePlaces
  ) {
    statement.rows += 1
    row.take(text, unescaped.span, ranges.span.extracting(first..<(first + plan.slots.count)))
    do throws(PaperRowFault) {
      let line = StatementLine(
        period: try row.period(), provider: row.textOrAlways(.provider) ?? "",
        region: row.text(.region) ?? "", service: row.text(.service) ?? "",
        version: row.text(.carbonVersion) ?? "")
      let carbon = try row.carbon()
      let key = Key(
        period: line.period, texts: [line.provider, line.region, line.service, line.version])
      let number = numbers[key] ?? statement.lines.count
      if number == statement.lines.count {
        numbers[key] = number
        statement.lines.append(line)
      }
      statement.lines[number].rows += 1
      statement.lines[number].carbon.add(carbon)
    } catch {
      statement.add(PaperFault(row: statement.rows, message: error.message))
    }
  }
}

extension PaperRow {
  /// The figures of a statement's row.
  func carbon() throws(PaperRowFault) -> StatedCarbon {
    let unit = try mass(.massUnit)
    let marketUnit = try mass(.marketMassUnit) ?? unit
    var carbon = StatedCarbon()
    carbon.locationBased = try figure(.locationBased, unit)
    carbon.marketBased = try figure(.marketBased, marketUnit)
    carbon.scope1 = try figure(.scope1, unit)
    carbon.scope2Location = try figure(.scope2Location, unit)
    carbon.scope2Market = try figure(.scope2Market, unit)
    carbon.scope3 = try figure(.scope3, unit)
    carbon.energy = try figure(.statedEnergy, 1000 * Decimal9.one.nanos)
    carbon.gridFactor = try figure(.gridFactor, Decimal9.one.nanos)
    return carbon
  }

  /// Billionths of a gram that a field's unit is.
  private func mass(_ field: Field) throws(PaperRowFault) -> Int128? {
    guard let text = textOrAlways(field) else { return nil }
    guard let unit = PaperUnit.nanograms(text) else {
      throw PaperRowFault(message: "expected t, kg, g or lb of CO2e, found the unit \"\(text)\"")
    }
    return unit
  }

  private func figure(_ field: Field, _ unit: Int128?) throws(PaperRowFault) -> Int128? {
    guard let slot = slot(field) else { return nil }
    guard let unit else { throw fault(slot, "there is no unit of mass") }
    guard let value = number(slot, times: unit) else { throw fault(slot, "expected a number") }
    return value
  }
}

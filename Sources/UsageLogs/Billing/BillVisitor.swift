internal import EcoModel

/// Reads the rows of a bill.
///
/// What a row is about is worked out once for all rows that say the same; of the others only the quantity
/// is read.
struct BillVisitor: RecordVisitor {
  static var wantsFigures: Bool { false }

  private(set) var bill: Paper<BillLine>
  private let plan: FieldPlan
  private var row: PaperRow
  /// The slots that say what a row is about, apart from when.
  private let identity: [Int]
  private let times: [Int]
  private var meanings = Memory<Meaning>()
  private var periods = Memory<Period>()
  /// The lines by what they are about.
  private var numbers: [BillLine.About: Int] = [:]
  private var known: [PaperPeriod?] = []
  private var periodNumbers: [PaperPeriod?: Int] = [:]
  /// The numbers of amounts by period and line.
  private var index = DayIndex()
  /// Where an amount is among those of its line.
  private var places: [Int] = []

  /// What rows that say the same are about.
  private enum Meaning {
    case leftOut(PaperOmission)
    /// Usage, and how the rows count its tokens: a quantity in a slot, or counts of their own.
    case meter(line: Int, TokenKind, slot: Int, tokens: Int128)
    case counts(line: Int)
  }

  private enum Period {
    /// The number of one that is known.
    case known(Int)
    case fault(String)
  }

  init(_ bill: Paper<BillLine>, _ plan: FieldPlan) {
    self.bill = bill
    self.plan = plan
    row = PaperRow(plan)
    let amounts = TokenCounts.fields + [.quantity, .pricedQuantity]
    let whens: [Field] = [.time, .periodEnd]
    identity = plan.slots.indices.filter { !(amounts + whens).contains(plan.slots[$0].field) }
    times = plan.slots.indices.filter { whens.contains(plan.slots[$0].field) }
  }

  mutating func supersede() {}

  mutating func reject() {
    bill.rows += 1
    bill.add(PaperFault(row: bill.rows, message: "it is not a whole record"))
  }

  mutating func visit(
    _ text: Span<UInt8>, _ unescaped: borrowing [UInt8], _ ranges: borrowing [FieldRange],
    first: Int, at start: Int, figures: borrowing FigurePlaces
  ) {
    bill.rows += 1
    let fields = ranges.span.extracting(first..<(first + plan.slots.count))
    row.take(text, unescaped.span, fields)
    switch meaning() {
    case .leftOut(let reason): bill.leftOut[reason, default: 0] += 1
    case .meter(let line, let kind, let slot, let tokens):
      guard let amount = row.number(slot, times: tokens * Decimal9.one.nanos) else {
        return fault(row.fault(slot, "expected a number").message)
      }
      guard let place = amountPlace(line) else { return }
      bill.lines[line].amounts[place].rows += 1
      bill.lines[line].amounts[place].tokens.add(amount, kind)
    case .counts(let line):
      var counts = TokenCounts()
      if let found = counts.read(plan, text, unescaped.span, fields) {
        return fault("\(found.field.name()): \(found.message)")
      }
      guard counts.prompt != nil || counts.completion != nil || counts.total != nil else {
        bill.leftOut[.noQuantity, default: 0] += 1
        return
      }
      guard let place = amountPlace(line) else { return }
      bill.lines[line].amounts[place].rows += 1
      bill.lines[line].amounts[place].tokens.add(TokenAmounts(counts))
    }
  }

  private mutating func fault(_ message: String) {
    bill.add(PaperFault(row: bill.rows, message: message))
  }

  /// Where the amount of the row's period is among those of a line; `nil` where its time cannot be read,
  /// which is noted.
  private mutating func amountPlace(_ line: Int) -> Int? {
    let when: Period
    if let known = periods.find(row, times, extra: 0) {
      when = known
    } else {
      do throws(PaperRowFault) {
        when = .known(number(try row.period()))
      } catch {
        when = .fault(error.message)
      }
      periods.add(when)
    }
    switch when {
    case .fault(let message):
      fault(message)
      return nil
    case .known(let period):
      let number = index.number(period, line)
      if number == places.count {
        places.append(bill.lines[line].amounts.count)
        bill.lines[line].amounts.append(BilledAmount(period: known[period]))
      }
      return places[number]
    }
  }

  private mutating func number(_ period: PaperPeriod?) -> Int {
    if let number = periodNumbers[period] { return number }
    periodNumbers[period] = known.count
    known.append(period)
    return known.count - 1
  }

  private mutating func meaning() -> Meaning {
    // Which of two quantities is there decides which unit counts.
    let extra: UInt8 =
      (row.slot(.quantity) == nil ? 0 : 1) + (row.slot(.pricedQuantity) == nil ? 0 : 2)
    if let known = meanings.find(row, identity, extra: extra) { return known }
    let meaning = understood()
    meanings.add(meaning)
    return meaning
  }

  private mutating func understood() -> Meaning {
    let charges = plan.format.billedCharges
    if !charges.isEmpty, let charge = row.text(.charge),
      !charges.contains(Spelling.folded(charge))
    {
      return .leftOut(.charge(charge))
    }
    let kind = row.tokenKind
    var quantity: (slot: Int, tokens: Int128)?
    if !plan.slots(of: .quantity).range.isEmpty {
      switch row.quantity(kind) {
      case .failure(let omission): return .leftOut(omission)
      case .success(let found): quantity = found
      }
      if let meter = row.otherMeter { return .leftOut(.notOfAnswers(meter)) }
    }
    let about = BillLine.About(
      models: row.models, provider: row.textOrAlways(.provider) ?? "",
      region: row.text(.region) ?? "")
    let line = numbers[about] ?? bill.lines.count
    if line == bill.lines.count {
      numbers[about] = line
      bill.lines.append(BillLine(about: about))
    }
    guard let quantity else { return .counts(line: line) }
    return .meter(line: line, kind, slot: quantity.slot, tokens: quantity.tokens)
  }
}

/// Something that is worked out once for all rows that say the same in some slots.
private struct Memory<Value> {
  private var table = ByteTable()
  private var key = OutputBuffer(capacity: 256)
  private var values: [Value] = []

  private var hash: UInt64 = 0

  /// What is known of a row; `nil` for a new one.
  ///
  /// - Parameter extra: something else that it depends on.
  mutating func find(_ row: borrowing PaperRow, _ slots: [Int], extra: UInt8) -> Value? {
    key.removeAll()
    row.append(slots, to: &key)
    key.append(extra)
    let (known, hash) = key.withBytes { bytes in
      let hash = table.hash(bytes)
      return (table.find(bytes, hash: hash), hash)
    }
    self.hash = hash
    return known.map { values[$0] }
  }

  /// Remembers what was worked out for the row that `find` did not know.
  mutating func add(_ value: Value) {
    key.withBytes { _ = table.insert($0, hash: hash) }
    values.append(value)
  }
}

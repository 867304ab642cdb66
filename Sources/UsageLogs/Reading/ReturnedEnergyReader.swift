internal import EcoModel

/// Reads energies that servers return with their answers, and how they attributed them.
///
/// They are no reason to reject a record: what cannot be read, is nothing, or was not metered for the
/// request is noted, and the formula's figure stands.
struct ReturnedEnergyReader {
  private enum Attribution {
    /// Metered for the request.
    case own
    /// A share of what several requests took together.
    case share
    /// No meter's.
    case estimate
  }

  /// What words mean that were met, there are few.
  private var meanings: [[UInt8]: Attribution] = [:]

  /// The energy; `nil` where the record says one as its owner's column has it, or nothing at all.
  mutating func read(
    _ plan: borrowing FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>, _ notes: inout RecordNotes
  ) -> (nanos: UInt128?, isProrated: Bool)? {
    let isDecimalComma = plan.hasDecimalComma
    func energy(_ range: FieldRange, _ unit: EnergyUnit) -> Int128? {
      guard range.kind != .yes, range.kind != .no else { return nil }
      return DecimalValue.nanoWattHours(
        range.isUnescaped ? unescaped : text, range.range, in: unit,
        decimalComma: isDecimalComma && range.kind != .number)
    }
    if let (other, _) = plan.serving.energyNotMetered.first(in: fields),
      energy(other, .wattHours) != 0
    {
      notes.insert(.energyNotMetered)
    }
    guard let (range, slot) = plan.serving.energy.first(in: fields),
      case .energy(let unit) = plan.parts[slot]
    else { return nil }
    let most = Int128(Serving.maximum) * Decimal9.one.nanos
    let attribution = attribution(plan, text, unescaped, fields)
    guard let value = energy(range, unit), value > 0, value <= most, attribution != .estimate else {
      notes.insert(.energyNotMetered)
      return (nil, false)
    }
    return (value.magnitude, attribution == .share)
  }

  /// All of what was metered is the request's own; less is a share. Where nobody says how much, the
  /// word decides: one that is not known to mean the request itself, or none, is taken as a share.
  private mutating func attribution(
    _ plan: borrowing FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Attribution {
    let word =
      plan.serving.attribution.first(in: fields).map {
        meaning($0.range.bytes(text, unescaped))
      } ?? .share
    guard word == .share, let (ratio, _) = plan.serving.attributionRatio.first(in: fields),
      let share = DecimalValue.nanoWattHours(
        ratio.isUnescaped ? unescaped : text, ratio.range, in: .wattHours, decimalComma: false)
    else { return word }
    return share == Decimal9.one.nanos ? .own : .share
  }

  private mutating func meaning(_ word: [UInt8]) -> Attribution {
    if let known = meanings[word] { return known }
    let text = Spelling.folded(String(decoding: word, as: UTF8.self))
    let meaning: Attribution =
      text.contains("estimat") ? .estimate : Self.own.contains(text) ? .own : .share
    if meanings.count < 1 << 10 { meanings[word] = meaning }
    return meaning
  }

  /// Words for an energy that was metered for the request alone.
  private static let own: Set<String> = [
    "dedicated", "direct", "exclusive", "isolated", "measured",
  ]
}

internal import EcoModel

/// Finds the one number that explains all differences: a constant, or a cell of a table.
///
/// Each number of the derivation is solved for: what would it have to be for the figures to come out
/// as they should? A number that gives every figure of every differing case at one value is the one.
struct Suspects {
  /// A number, its value here and the value that removes every difference.
  struct Suspect {
    let origin: String
    let present: String
    let needed: String
  }

  /// What the figures are, next to the steps of the derivation.
  enum Finding {
    /// The figures follow from the numbers; these would give the expected ones.
    case numbers([Suspect])
    /// The steps give the expected figures and the printed ones differ: the arithmetic is at fault,
    /// as if these numbers were used.
    case arithmetic([Suspect])
    /// Every difference is one unit in the ninth place, and no number explains that: it is the
    /// rounding of these cases, with their exact values.
    case rounding([String])
  }

  let finding: Finding
  /// Cases that a number is solved in, and that its value is tried on.
  private static let solved = 4
  private static let tried = 100

  /// What explains the failed vectors that have figures; `nil` where there are none.
  init?(_ failed: [FailedVector]) {
    let cases = failed.filter(\.hasOtherFigures).compactMap(Case.init)
    guard !cases.isEmpty else { return nil }
    let isArithmetic = cases.allSatisfy { $0.derivation.figures == $0.expected }
    let suspects = Self.solve(cases.map { $0.aimed(at: isArithmetic ? $0.actual : $0.expected) })
    if suspects.isEmpty, let exact = Self.exactValues(failed) {
      finding = .rounding(exact)
    } else {
      finding = isArithmetic ? .arithmetic(suspects) : .numbers(suspects)
    }
  }

  /// The exact values behind differences of one unit in the ninth place; `nil` if there are others.
  private static func exactValues(_ failed: [FailedVector]) -> [String]? {
    let unit = Fraction(1) / Fraction(1_000_000_000)
    var values: [String] = []
    for failure in failed {
      guard let derivation = failure.resolved?.derivation() else { return nil }
      for difference in failure.differences {
        guard let deviation = difference.deviation, deviation.magnitude == unit,
          let exact = derivation.value(of: difference.field)
        else { return nil }
        values.append("\(failure.vector.name): \(difference.field) is \(exact.readable) exactly")
      }
    }
    return values
  }

  /// A differing case, and the figures that are to be reached.
  private struct Case {
    let request: VectorSet.Resolved
    let derivation: Derivation
    let expected: [String: String]
    let actual: [String: String]
    var target: [String: String] = [:]

    init?(_ failed: FailedVector) {
      guard let request = failed.resolved else { return nil }
      self.request = request
      derivation = request.derivation()
      let figures = Set(ConformanceVector.figures)
      expected = failed.vector.expected.filter { figures.contains($0.key) }
      let estimate = request.rate.estimate(request.usage, serving: request.serving)
      actual = Dictionary(estimate.figures.map { ($0.name, $0.value) }) { $1 }
    }

    func aimed(at target: [String: String]) -> Case {
      var copy = self
      copy.target = target
      return copy
    }

    /// Whether the figures are reached with a number changed.
    func isReached(_ origin: String, _ value: Fraction) -> Bool {
      request.derivation(changed: [origin: value]).figures == target
    }

    /// What is sorted by.
    var size: Fraction { derivation.value(of: "energy_wh") ?? .zero }

    /// Whether they are, but for what rounding hides of the number.
    func isNearlyReached(_ origin: String, _ value: Fraction) -> Bool {
      let near = Fraction(5) / Fraction(1_000_000_000)
      return request.derivation(changed: [origin: value]).steps.allSatisfy { step in
        guard let figure = step.figure, let wanted = target[figure].flatMap(Fraction.init) else {
          return true
        }
        return (step.value - wanted).magnitude < near + wanted * near
      }
    }

    func value(of origin: String) -> Operand? {
      derivation.inputs.first { $0.origin == origin }
    }
  }

  private static func solve(_ cases: [Case]) -> [Suspect] {
    let shared = cases.dropFirst().reduce(origins(cases[0])) { $0.intersection(origins($1)) }
    // Large figures have the most digits, so they tell a number the best.
    let large = cases.sorted { $1.size < $0.size }.prefix(solved)
    let tried = spread(cases, tried)
    return shared.sorted().compactMap { origin in
      guard let operand = cases[0].value(of: origin),
        let exact = exact(origin, operand.value, Array(large)),
        let needed = shortest(exact, origin, operand.value, tried)
      else { return nil }
      return Suspect(origin: origin, present: operand.text, needed: "\(needed)")
    }
  }

  /// So many cases at most, from all parts.
  private static func spread(_ cases: [Case], _ limit: Int) -> [Case] {
    let step = max(1, (cases.count + limit - 1) / limit)
    return stride(from: 0, to: cases.count, by: step).map { cases[$0] }
  }

  private static func origins(_ vector: Case) -> Set<String> {
    Set(vector.derivation.inputs.map(\.origin).filter { !$0.isEmpty })
  }

  /// What a number would have to be for the figure that depends on it the most.
  private static func exact(
    _ origin: String, _ present: Fraction, _ sample: [Case]
  ) -> Fraction? {
    guard !present.isZero else { return nil }
    // Solved where the figures depend on it the most: there rounding hides the least.
    var best: (dependence: Fraction, value: Fraction)?
    for vector in sample {
      let doubled = vector.request.derivation(changed: [origin: present + present])
      for (now, then) in zip(vector.derivation.steps, doubled.steps) {
        guard let figure = now.figure, let target = vector.target[figure].flatMap(Fraction.init)
        else { continue }
        let change = then.value - now.value
        let dependence = change.magnitude
        guard !dependence.isZero, best.map({ $0.dependence < dependence }) ?? true else { continue }
        if change.isNegative {
          // It divides.
          guard !target.isZero else { continue }
          best = (dependence, present * now.value / target)
        } else {
          best = (dependence, present + present * (target - now.value) / change)
        }
      }
    }
    return best?.value
  }

  /// The shortest decimal near a value at which a number gives the figures of all cases.
  private static func shortest(
    _ value: Fraction, _ origin: String, _ present: Fraction, _ cases: [Case]
  ) -> Fraction? {
    // Most numbers fail here, at the first case.
    guard !value.isNegative, cases.allSatisfy({ $0.isNearlyReached(origin, value) }) else {
      return nil
    }
    for digits in 1...18 {
      let candidate = Fraction(value.rounded(significantDigits: digits))
      guard let candidate, candidate != present else { continue }
      if cases.allSatisfy({ $0.isReached(origin, candidate) }) { return candidate }
    }
    return nil
  }
}

extension Suspects {
  /// Whether nothing explains the differences.
  var isEmpty: Bool {
    switch finding {
    case .numbers(let suspects), .arithmetic(let suspects): suspects.isEmpty
    case .rounding: false
    }
  }

  /// The finding in sentences.
  var lines: [String] {
    switch finding {
    case .rounding(let exact):
      return ["rounding: every difference is one unit in the ninth place"]
        + exact.prefix(5).map { "  \($0)" }
    case .arithmetic(let suspects):
      return ["the steps of the formula give the expected figures, the printed ones differ"]
        + suspects.map {
          "as if \($0.origin) were \($0.needed): it is \($0.present)"
        }
    case .numbers(let suspects):
      return suspects.isEmpty
        ? ["no single number explains all differences"]
        : suspects.map {
          "\($0.origin): it is \($0.present) here, and every difference is gone at \($0.needed)"
        }
    }
  }
}

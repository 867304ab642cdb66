/// A number that a derivation starts from or has worked out: what it is called, where it is from.
struct Operand: Sendable {
  /// What it is called in formulas.
  let symbol: String
  let value: Fraction
  /// The number as its source writes it, `6e-12` for example; else the exact value.
  var text: String
  var unit = ""
  var meaning = ""
  /// Where the number is from: a row of a table, a constant, the request, or an earlier step.
  var source = ""
  /// What names the number among all numbers of a methodology and its tables, for `check`.
  var origin = ""

  init(
    _ symbol: String, _ value: Fraction, text: String? = nil, unit: String = "",
    meaning: String = "", source: String = "", origin: String = ""
  ) {
    self.symbol = symbol
    self.value = value
    self.text = text ?? value.description
    self.unit = unit
    self.meaning = meaning
    self.source = source
    self.origin = origin
  }
}

/// A formula that can be read, redone with the numbers put in, and worked out: one value for all
/// three, so that what is printed is what was calculated.
indirect enum Formula: Sendable {
  case operand(Operand)
  case sum(Formula, Formula)
  case difference(Formula, Formula)
  case product(Formula, Formula)
  case quotient(Formula, Formula)
  /// Rounded half to even to nine places.
  case rounded(Formula)

  static func number(_ value: Int) -> Formula {
    .operand(Operand("\(value)", Fraction(value)))
  }

  static func + (a: Formula, b: Formula) -> Formula { .sum(a, b) }
  static func - (a: Formula, b: Formula) -> Formula { .difference(a, b) }
  static func * (a: Formula, b: Formula) -> Formula { .product(a, b) }
  static func / (a: Formula, b: Formula) -> Formula { .quotient(a, b) }

  /// The exact value.
  var value: Fraction {
    switch self {
    case .operand(let operand): operand.value
    case .sum(let a, let b): a.value + b.value
    case .difference(let a, let b): a.value - b.value
    case .product(let a, let b): a.value * b.value
    case .quotient(let a, let b): a.value / b.value
    case .rounded(let a): Fraction(a.value.rounded(places: 9)) ?? a.value
    }
  }

  /// The formula with its operands' names: `prefill * P_act * u`.
  var symbols: String { text { $0.symbol } }

  /// The formula with exact numbers put in, any quotient in brackets: every script can redo it.
  var exact: String {
    text { $0.text.utf8.contains(UInt8(ascii: "/")) ? "(\($0.text))" : $0.text }
  }

  /// The formula with numbers put in, those that do not end cut to a pocket calculator's digits.
  var readable: String {
    text { $0.text.utf8.count > 24 ? $0.value.readable : $0.text }
  }

  /// The operands by name, the first first, each once; numbers that are part of the formula itself
  /// are none.
  var operands: [Operand] {
    switch self {
    case .operand(let operand):
      return operand.symbol == operand.text ? [] : [operand]
    case .rounded(let a): return a.operands
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .quotient(let a, let b):
      var known: Set<String> = []
      return (a.operands + b.operands).filter { known.insert($0.symbol).inserted }
    }
  }

  private func text(_ name: (Operand) -> String) -> String {
    func bracketed(_ formula: Formula, if isNeeded: Bool) -> String {
      isNeeded ? "(\(formula.text(name)))" : formula.text(name)
    }
    switch self {
    case .operand(let operand): return name(operand)
    case .rounded(let a): return "round9(\(a.text(name)))"
    case .sum(let a, let b): return "\(a.text(name)) + \(b.text(name))"
    case .difference(let a, let b):
      return "\(a.text(name)) - \(bracketed(b, if: b.isSum))"
    case .product(let a, let b):
      return "\(bracketed(a, if: a.isSum)) * \(bracketed(b, if: b.isSum || b.isQuotient))"
    case .quotient(let a, let b):
      return "\(bracketed(a, if: a.isSum)) / \(bracketed(b, if: !b.isOperand))"
    }
  }

  private var isOperand: Bool { if case .operand = self { true } else { false } }
  private var isQuotient: Bool { if case .quotient = self { true } else { false } }
  private var isSum: Bool {
    switch self {
    case .sum, .difference: true
    default: false
    }
  }
}

extension Fraction {
  /// The exact decimal where it is short, else eighteen digits and a mark that there are more.
  var readable: String {
    if let decimal, decimal.utf8.count <= 24 { return decimal }
    let digits = rounded(significantDigits: 18)
    return Fraction(digits) == self ? digits : digits + "…"
  }
}

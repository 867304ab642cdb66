internal import EcoModel

/// How the figures of one request come about, line by line, in exact arithmetic of its own.
///
/// It takes the rows of the tables and the constants from the model, and works the published formula
/// out from the tables: the integers of `Rate` are not used, so that each checks the other.
struct Derivation {
  /// One line: a formula and what it comes to.
  struct Step {
    let name: String
    let formula: Formula
    let unit: String
    let value: Fraction
    /// What the line is, in a few words.
    let meaning: String
    /// The name of the printed figure that the line ends in, for the figures that are printed.
    var figure: String?

    /// The printed figure: the exact value rounded once, half to even, to nine places.
    var rounded: String? { figure.map { _ in value.rounded(places: 9) } }
  }

  /// The numbers that the steps start from, in order.
  private(set) var inputs: [Operand] = []
  private(set) var steps: [Step] = []

  /// The figures that conformance vectors have, by their columns.
  var figures: [String: String] {
    Dictionary(
      steps.compactMap { step in step.figure.map { ($0, step.value.rounded(places: 9)) } }
    ) { first, _ in first }
  }

  /// The step of a name.
  func value(of name: String) -> Fraction? { steps.last { $0.name == name }?.value }

  /// The derivation of a usage at a rate.
  ///
  /// - Parameter changed: numbers to be used instead of those of the model, by origin: what would
  ///   come out if they were so.
  init(
    _ rate: Rate, _ usage: TokenUsage, serving: Serving = .assumed,
    changed: [String: Fraction] = [:]
  ) {
    var terms = DerivationTerms(
      basis: rate.basis, usage: usage, serving: serving, kind: rate.servingClass(serving),
      changed: changed)
    switch (rate.basis.methodology.id, rate.basis.size) {
    case (Methodology.ecologits_0_4.id, let size?),
      (Methodology.ecologits_0_4_2026_12.id, let size?):
      terms.addEcoLogits04(size)
    case (Methodology.v1_2026_11.id, let size?), (Methodology.v1_2026_12.id, let size?):
      terms.addV1(size)
    case (_, let size): terms.addV2(size)
    }
    inputs = terms.inputs
    steps = terms.steps
  }
}

/// The lines of a derivation while they are put together.
struct DerivationTerms {
  let basis: Rate.Basis
  let usage: TokenUsage
  let serving: Serving
  /// What of the serving counts.
  let kind: ServingClass
  let changed: [String: Fraction]
  private(set) var inputs: [Operand] = []
  private(set) var steps: [Derivation.Step] = []

  init(
    basis: Rate.Basis, usage: TokenUsage, serving: Serving, kind: ServingClass,
    changed: [String: Fraction]
  ) {
    self.basis = basis
    self.usage = usage
    self.serving = serving
    self.kind = kind
    self.changed = changed
  }

  /// Adds a line and gives it as an operand of later ones.
  mutating func step(
    _ name: String, _ unit: String, _ meaning: String, figure: String? = nil, _ formula: Formula
  ) -> Formula {
    let value = formula.value
    steps.append(
      Derivation.Step(
        name: name, formula: formula, unit: unit, value: value, meaning: meaning,
        figure: figure))
    return .operand(Operand(name, value, unit: unit, source: "step \(name)"))
  }

  /// Adds a number that the derivation starts from.
  mutating func input(_ operand: Operand) -> Formula {
    var operand = operand
    if let other = changed[operand.origin] {
      operand = Operand(
        operand.symbol, other, unit: operand.unit, meaning: operand.meaning,
        source: operand.source, origin: operand.origin)
    }
    inputs.append(operand)
    return .operand(operand)
  }

  /// A constant of the methodology, by its name.
  mutating func constant(_ name: String) -> Formula {
    let all = basis.methodology.constants + Methodology.sharedConstants
    guard let constant = all.first(where: { $0.name == name }) else { return .number(0) }
    return input(
      Operand(
        name.split(separator: " ").joined(separator: "_"),
        Fraction(constant.text) ?? .zero, text: constant.text, unit: constant.unit,
        meaning: constant.meaning, source: constant.source, origin: "constant \(name)"))
  }

  /// The tokens, and the requests where they are sums.
  ///
  /// - Parameter requests: what the requests are called.
  mutating func tokens(
    requests: String = "r"
  ) -> (u: Formula, h: Formula, o: Formula, r: Formula?) {
    func count(_ symbol: String, _ count: Int, _ meaning: String) -> Operand {
      Operand(
        symbol, Fraction(count), unit: symbol == requests ? "requests" : "tokens",
        meaning: meaning, source: "the request")
    }
    let uncached = usage.promptTokens - usage.cachedPromptTokens
    let u = input(count("u", uncached, "uncached prompt tokens"))
    let h = input(count("h", usage.cachedPromptTokens, "prompt tokens read from a cache"))
    let o = input(count("o", usage.completionTokens, "completion tokens"))
    guard usage.requests != 1 else { return (u, h, o, nil) }
    return (u, h, o, input(count(requests, usage.requests, "requests that the counts are sums of")))
  }

  /// A number of the model's row.
  mutating func model(
    _ symbol: String, _ value: String, _ columns: String, unit: String, meaning: String
  ) -> Formula {
    let model = basis.model
    let isNamed = columns == "weight_bits" && basis.size?.precision == .named
    return input(
      Operand(
        symbol, Fraction(value) ?? .zero, text: value, unit: unit, meaning: meaning,
        source: isNamed ? "the model's id" : "models.csv:\(model.line), column \(columns)",
        origin: isNamed ? "the model's id" : "models.csv \(model.rowName), \(columns)"))
  }

  /// The grid factor.
  mutating func intensity() -> Formula { intensity("g_per_kwh", basis.grid) }

  /// The grid factor at an end of the interval: the least or the most of the places where it may have been,
  /// and of its own place where that is said.
  mutating func intensity(_ end: RangeEnd) -> Formula {
    guard let spread = basis.spread else {
      return inputs.last { $0.symbol == "g_per_kwh" }.map(Formula.operand) ?? .number(0)
    }
    return intensity(
      "g_per_kwh\(end.suffix)", end == .low ? spread.low : spread.high,
      of: ", \(end == .low ? "the least" : "the most") of the places where it may have been")
  }

  private mutating func intensity(
    _ symbol: String, _ grid: GridIntensity, of places: String = ""
  ) -> Formula {
    input(
      Operand(
        symbol, Fraction("\(grid.intensity)") ?? .zero, text: "\(grid.intensity)",
        unit: "g CO2e/kWh",
        meaning: "carbon intensity of \(grid.zone) in \(grid.year)\(places)",
        source: "grid-intensity.csv:\(grid.line), \(grid.source)",
        origin: "grid-intensity.csv \(grid.zone) \(grid.year), g_per_kwh"))
  }

  /// The site's PUE, or the methodology's default.
  mutating func pue() -> Formula {
    guard let site = basis.site else { return constant("PUE") }
    let year = site.year.map { ", \($0)" } ?? ""
    let table = site.file.rawValue
    return input(
      Operand(
        "PUE", Fraction("\(site.pue)") ?? .zero, text: "\(site.pue)", unit: "ratio",
        meaning: "facility overhead of the site\(year)",
        source: "\(table):\(site.line), \(site.source)",
        origin: "\(table) \(site.rowName), pue"))
  }

  /// Carbon and the figures for each 1000 tokens: the same in every methodology.
  mutating func addRest(energy: Formula, tokens: Formula) {
    let grid = intensity()
    let kilo = Formula.number(1000)
    let carbon = step(
      "carbon_g", "g", "carbon of that energy", figure: "carbon_g", energy * grid / kilo)
    _ = step(
      "energy_per_1k_tokens_wh", "Wh", "for each 1000 tokens", figure: "energy_per_1k_tokens_wh",
      energy * kilo / tokens)
    _ = step(
      "carbon_per_1k_tokens_g", "g", "for each 1000 tokens", figure: "carbon_per_1k_tokens_g",
      carbon * kilo / tokens)
  }
}

extension Model {
  /// What a message calls the row.
  var rowName: String { id + (validFrom.map { " from \($0)" } ?? "") }
}

extension SitePUE {
  /// What a message calls the row.
  var rowName: String {
    region + (provider.map { " of \($0)" } ?? "") + (yearInTable.map { " \($0)" } ?? "")
  }
}

extension Region {
  /// What a message calls the row.
  var rowName: String { name + (provider.map { " of \($0)" } ?? "") }
}

/// An input of a figure that can differ between two sides, in the order in which `RateChain` replaces
/// them.
package enum RateInput: CaseIterable, Sendable {
  /// The model's row: parameters, precision, widths.
  case parameters
  /// How many sequences shared the weights, or what was measured.
  case serving
  /// The methodology.
  case coefficients
  /// The facility's overhead.
  case pue
  /// The grid's intensity.
  case grid
}

/// One side of a comparison: requests at one rate that were served in one way.
package struct ChargedSide: Sendable {
  package let rate: Rate
  package let serving: ServingClass
  package let accelerator: Accelerator?
  package let sums: ChargeSums

  package init(
    rate: Rate, serving: ServingClass, accelerator: Accelerator?, sums: ChargeSums
  ) {
    self.rate = rate
    self.serving = serving
    self.accelerator = accelerator
    self.sums = sums
  }

  package init(_ line: Ledger.Line) {
    self.init(
      rate: line.rate, serving: line.serving, accelerator: line.accelerator, sums: line.sums)
  }
}

/// The way from one side to another, one input replaced at a time.
///
/// What a replacement changes is the difference of two totals, each worked out exactly and rounded
/// once; so the steps add up to the whole change to the last digit. How the change of a product is
/// shared among its factors depends on the order, which is therefore fixed.
package struct RateChain: Sendable {
  /// What the inputs came to, each in place of the one before.
  package struct Step: Sendable {
    package let input: RateInput
    /// What it changes, in nanowatt-hours.
    package let energy: Int128
    /// What it changes, in nanograms.
    package let carbon: Int128
  }

  private let stages: [Stage]

  /// The way from `old` to `new`, which may come from different tables and methodologies. The steps are
  /// about the tokens of `new`.
  package init(from old: ChargedSide, to new: ChargedSide) {
    var sums = old.sums
    if old.serving.basis <= .local { sums.usage = new.sums.usage }
    var stage = Stage(
      basis: old.rate.basis, serving: old.serving, accelerator: old.accelerator, sums: sums)
    var stages = [stage]
    for input in RateInput.allCases {
      stage = stage.replacing(input, from: new)
      stages.append(stage)
    }
    self.stages = stages
  }

  /// What each input changed.
  ///
  /// - Parameters:
  ///   - old: energy and carbon of the requests at the old rate, each request rounded.
  ///   - new: the same at the new rate.
  /// - Returns: steps whose sum is exactly `new` less `old`. An input that is equal on both sides has
  ///   a step of zero.
  package func steps(
    old: (energy: Int128, carbon: Int128), new: (energy: Int128, carbon: Int128)
  ) -> [Step] {
    // Most stages are equal to an end; the figures of the others are worked out once for both.
    var known: [Int: (energy: WattHours, carbon: GramsCO2e)] = [:]
    func figures(_ index: Int) -> (energy: WattHours, carbon: GramsCO2e) {
      if let figures = known[index] { return figures }
      let figures = stages[index].figures
      known[index] = figures
      return figures
    }
    let energy = totals(old.energy, new.energy, isEqual: { $0.hasEnergy(of: $1) }) {
      figures($0).energy.nanos
    }
    let carbon = totals(old.carbon, new.carbon, isEqual: { $0.hasCarbon(of: $1) }) {
      figures($0).carbon.nanos
    }
    return RateInput.allCases.enumerated().map { index, input in
      Step(
        input: input, energy: energy[index + 1] - energy[index],
        carbon: carbon[index + 1] - carbon[index])
    }
  }

  /// What the tokens of the new side would have come to at the old rate, where the figures that are
  /// known of the old rate are those of other requests: what is between them is due to tokens alone.
  /// Of what was said of each request, or measured, that cannot be told.
  package func start(
    isUsageEqual: Bool, old: (energy: Int128, carbon: Int128),
    new: (energy: Int128, carbon: Int128)
  ) -> (energy: Int128, carbon: Int128) {
    if isUsageEqual || stages[0].serving.basis > .local { return old }
    let (first, last) = (stages[0], stages[stages.count - 1])
    // Where the carbon is equal, the energy is too.
    if first.hasCarbon(of: last) { return new }
    let figures = first.figures
    return (
      first.hasEnergy(of: last) ? new.energy : figures.energy.nanos, figures.carbon.nanos
    )
  }

  /// A total for each stage on the way. Where it is that of an end, it is the end's own: the roundings
  /// of the requests are then in no step.
  private func totals(
    _ old: Int128, _ new: Int128, isEqual: (Stage, Stage) -> Bool, exact: (Int) -> Int128
  ) -> [Int128] {
    let last = stages.count - 1
    return stages.indices.map { index in
      // The new end first: where both ends are equal, all of a change is in the roundings.
      if index == last || isEqual(stages[index], stages[last]) && !isEqual(stages[index], stages[0])
      {
        return new
      }
      return isEqual(stages[index], stages[0]) ? old : exact(index)
    }
  }
}

/// What stands between the two sides.
private struct Stage: Sendable {
  let basis: Rate.Basis
  let serving: ServingClass
  let accelerator: Accelerator?
  let sums: ChargeSums

  func replacing(_ input: RateInput, from other: ChargedSide) -> Stage {
    let isServing = input == .serving
    return Stage(
      basis: basis.replacing(input, from: other.rate.basis),
      serving: isServing ? other.serving : serving,
      accelerator: isServing ? other.accelerator : accelerator,
      sums: isServing ? other.sums : sums)
  }

  /// What of the serving the methodology of this stage counts.
  private var counted: ServingClass {
    basis.methodology.knowsServing ? serving : ServingClass(basis: .assumed)
  }

  var figures: (energy: WattHours, carbon: GramsCO2e) {
    EndKernel(point: basis, counted, accelerator).figures(sums)
  }

  /// Whether the same tokens have the same energy, because everything that it depends on is equal.
  func hasEnergy(of other: Stage) -> Bool {
    let isMeasured = counted.basis >= .gpuSeconds
    return counted == other.counted && sums == other.sums
      && (isMeasured || basis.hasPoint(of: other.basis))
      && basis.methodology.id == other.basis.methodology.id
      && (basis.pue == other.basis.pue || basis.methodology.defaultPUE == nil)
  }

  func hasCarbon(of other: Stage) -> Bool {
    hasEnergy(of: other) && basis.grid.intensity == other.basis.grid.intensity
  }
}

extension Rate.Basis {
  fileprivate func replacing(_ input: RateInput, from other: Rate.Basis) -> Rate.Basis {
    Rate.Basis(
      ServedModel(
        model, size: input == .parameters ? other.size : size,
        sequences: input == .serving ? other.sequences : sequences,
        methodology: input == .coefficients ? other.methodology : methodology),
      Place(
        region, grid: input == .grid ? other.grid : grid, pue: input == .pue ? other.pue : pue,
        site: input == .pue ? other.site : site, factorAge: factorAge),
      regionAssumed: regionAssumed)
  }

  /// Whether the values used for the estimate are equal; the ends of the ranges may differ.
  fileprivate func hasPoint(of other: Rate.Basis) -> Bool {
    guard let size, let others = other.size else { return size == nil && other.size == nil }
    return size.total.point == others.total.point && size.active.point == others.active.point
      && size.weightBits == others.weightBits && size.arithmeticBits == others.arithmeticBits
      && size.kvBytes == others.kvBytes && size.attentionWidth == others.attentionWidth
      && (sequences == other.sequences || !methodology.knowsServing)
  }
}

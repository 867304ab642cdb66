/// An input of a figure that can differ between two rates, in the order in which `RateChain` replaces
/// them.
package enum RateInput: CaseIterable, Sendable {
  /// The model's row: parameters, precision, widths.
  case parameters
  /// The methodology.
  case coefficients
  /// The facility's overhead.
  case pue
  /// The grid's intensity.
  case grid
}

/// The way from one rate to another, one input replaced at a time.
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

  private let bases: [Rate.Basis]
  private let kernels: [RateKernel]

  /// The way from `old` to `new`, which may come from different tables and methodologies.
  package init(from old: Rate, to new: Rate) {
    var basis = old.basis
    var bases = [basis]
    for input in RateInput.allCases {
      basis = basis.replacing(input, from: new.basis)
      bases.append(basis)
    }
    self.bases = bases
    kernels = bases.map(RateKernel.init)
  }

  /// What each input changed, for requests with these sums of tokens.
  ///
  /// - Parameters:
  ///   - old: energy and carbon of the requests at the old rate, each request rounded.
  ///   - new: the same at the new rate.
  /// - Returns: steps whose sum is exactly `new` less `old`. An input that is equal on both sides has
  ///   a step of zero.
  package func steps(
    _ sums: UsageSums, old: (energy: Int128, carbon: Int128),
    new: (energy: Int128, carbon: Int128)
  ) -> [Step] {
    let energy = totals(old.energy, new.energy, isEqual: { $0.hasEnergy(of: $1) }) { kernel in
      kernel.energy(of: sums)
    }
    let carbon = totals(old.carbon, new.carbon, isEqual: { $0.hasCarbon(of: $1) }) { kernel in
      kernel.carbon(of: sums)
    }
    return RateInput.allCases.enumerated().map { index, input in
      Step(
        input: input, energy: energy[index + 1] - energy[index],
        carbon: carbon[index + 1] - carbon[index])
    }
  }

  /// What the requests of `sums` would have come to at the old rate, where the figures that are known
  /// of the old rate are those of other requests: what is between them is due to tokens alone.
  package func start(
    _ sums: UsageSums, isUsageEqual: Bool, old: (energy: Int128, carbon: Int128),
    new: (energy: Int128, carbon: Int128)
  ) -> (energy: Int128, carbon: Int128) {
    if isUsageEqual { return old }
    let (first, last) = (bases[0], bases[bases.count - 1])
    return (
      first.hasEnergy(of: last) ? new.energy : kernels[0].energy(of: sums),
      first.hasCarbon(of: last) ? new.carbon : kernels[0].carbon(of: sums)
    )
  }

  /// A total for each basis on the way. Where it is that of an end, it is the end's own: the roundings
  /// of the requests are then in no step.
  private func totals(
    _ old: Int128, _ new: Int128, isEqual: (Rate.Basis, Rate.Basis) -> Bool,
    _ exact: (RateKernel) -> Int128
  ) -> [Int128] {
    let last = bases.count - 1
    return bases.indices.map { index in
      // The new end first: where both ends are equal, all of a change is in the roundings.
      if index == last || isEqual(bases[index], bases[last]) && !isEqual(bases[index], bases[0]) {
        return new
      }
      if isEqual(bases[index], bases[0]) { return old }
      return exact(kernels[index])
    }
  }
}

extension Rate.Basis {
  fileprivate func replacing(_ input: RateInput, from other: Rate.Basis) -> Rate.Basis {
    Rate.Basis(
      model: model, size: input == .parameters ? other.size : size, region: region,
      grid: input == .grid ? other.grid : grid, pue: input == .pue ? other.pue : pue,
      factorAge: factorAge, regionAssumed: regionAssumed,
      methodology: input == .coefficients ? other.methodology : methodology, modelSteps: [])
  }

  /// Whether any usage has the same energy, because everything that it depends on is equal.
  fileprivate func hasEnergy(of other: Rate.Basis) -> Bool {
    size.hasPoint(of: other.size) && methodology.id == other.methodology.id
      && (pue == other.pue || methodology.defaultPUE == nil)
  }

  fileprivate func hasCarbon(of other: Rate.Basis) -> Bool {
    hasEnergy(of: other) && grid.intensity == other.grid.intensity
  }
}

extension Model.Size {
  /// Whether the values used for the estimate are equal; the ends of the ranges may differ.
  fileprivate func hasPoint(of other: Model.Size) -> Bool {
    total.point == other.total.point && active.point == other.active.point
      && weightBits == other.weightBits && kvBytes == other.kvBytes
      && attentionWidth == other.attentionWidth
  }
}

extension RateKernel {
  /// Energy of sums of tokens in nanowatt-hours, rounded once.
  package func energy(of sums: UsageSums) -> Int128 { apply(energy, sums) }

  /// Carbon of sums of tokens in nanograms, rounded once.
  package func carbon(of sums: UsageSums) -> Int128 { apply(carbon, sums) }

  private func apply(_ scale: Scale, _ sums: UsageSums) -> Int128 {
    let (high, low) = sums.halves(lowBits: 32)
    return scale.apply(high: point.units(of: high), low: point.units(of: low), lowBits: 32).rounded
  }
}

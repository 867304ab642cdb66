/// In what an energy is given.
package enum EnergyUnit: Sendable {
  case joules
  case millijoules
  case wattHours
  case kilowattHours

  /// Watt-hours that one unit is: a finite decimal for none of the joules.
  var wattHours: (numerator: Int128, denominator: Int128) {
    switch self {
    case .joules: (1, 3600)
    case .millijoules: (1, 3_600_000)
    case .wattHours: (1, 1)
    case .kilowattHours: (1000, 1)
    }
  }
}

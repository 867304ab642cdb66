/// A natural number of any size, for derivations: slow, short, and apart from the integers that
/// estimates are made of, so that one checks the other.
struct Natural: Hashable, Sendable {
  /// 32-bit limbs, the lowest first, without leading zeros.
  private var limbs: [UInt32] = []

  init(_ value: some BinaryInteger) {
    var rest = value.magnitude
    while rest > 0 {
      limbs.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
  }

  /// A text of decimal digits and nothing else, or `nil`.
  init?(digits: some StringProtocol) {
    guard !digits.isEmpty else { return nil }
    for byte in digits.utf8 {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      self = self * Natural(10) + Natural(byte - UInt8(ascii: "0"))
    }
  }

  private init(limbs: [UInt32]) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
  }

  var isZero: Bool { limbs.isEmpty }
  var isOdd: Bool { limbs.first.map { $0 & 1 == 1 } ?? false }

  static func + (a: Natural, b: Natural) -> Natural {
    var sum: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0...max(a.limbs.count, b.limbs.count) {
      carry += UInt64(a.limb(index)) + UInt64(b.limb(index))
      sum.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    return Natural(limbs: sum)
  }

  /// `a − b`, where `b` is not above `a`.
  static func - (a: Natural, b: Natural) -> Natural {
    var difference: [UInt32] = []
    var borrow: Int64 = 0
    for index in a.limbs.indices {
      let limb = Int64(a.limb(index)) - Int64(b.limb(index)) - borrow
      borrow = limb < 0 ? 1 : 0
      difference.append(UInt32(truncatingIfNeeded: limb))
    }
    precondition(borrow == 0)
    return Natural(limbs: difference)
  }

  static func * (a: Natural, b: Natural) -> Natural {
    var product = [UInt32](repeating: 0, count: a.limbs.count + b.limbs.count)
    for (i, x) in a.limbs.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.limbs.enumerated() {
        carry += UInt64(x) * UInt64(y) + UInt64(product[i + j])
        product[i + j] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      product[i + b.limbs.count] = UInt32(carry)
    }
    return Natural(limbs: product)
  }

  /// Quotient and remainder; the divisor is not 0. (Knuth, "Seminumerical Algorithms", 4.3.1 D.)
  func divided(by divisor: Natural) -> (quotient: Natural, remainder: Natural) {
    precondition(!divisor.isZero)
    if self < divisor { return (Natural(0), self) }
    if divisor.limbs.count == 1 { return divided(byLimb: UInt64(divisor.limbs[0])) }
    // With the divisor's top bit set, an estimate from its leading limb is at most two too high.
    let shift = UInt32(divisor.limbs.last?.leadingZeroBitCount ?? 0)
    let v = divisor.shifted(by: shift).limbs
    var u = shifted(by: shift).limbs
    u += [UInt32](repeating: 0, count: limbs.count + 1 - u.count)
    var quotient = [UInt32](repeating: 0, count: u.count - v.count)
    for j in quotient.indices.reversed() {
      let top = UInt64(u[j + v.count]) << 32 | UInt64(u[j + v.count - 1])
      var estimate = min(top / UInt64(v[v.count - 1]), UInt64(UInt32.max))
      while Self.subtract(v, times: estimate, from: &u, at: j) { estimate -= 1 }
      quotient[j] = UInt32(estimate)
    }
    return (Natural(limbs: quotient), Natural(limbs: u).halved(times: shift))
  }

  /// Subtracts in place where that stays at or above 0; says `true` and changes nothing where not.
  private static func subtract(
    _ v: [UInt32], times factor: UInt64, from u: inout [UInt32], at offset: Int
  ) -> Bool {
    var rest = u[offset...(offset + v.count)]
    var (carry, borrow): (UInt64, Int64) = (0, 0)
    for index in 0...v.count {
      carry += (index < v.count ? UInt64(v[index]) : 0) * factor
      let limb = Int64(rest[offset + index]) - Int64(carry & 0xFFFF_FFFF) - borrow
      rest[offset + index] = UInt32(truncatingIfNeeded: limb)
      borrow = limb < 0 ? 1 : 0
      carry >>= 32
    }
    if borrow > 0 { return true }
    u.replaceSubrange(offset...(offset + v.count), with: rest)
    return false
  }

  /// Times 2^bits, for less than 32 bits.
  private func shifted(by bits: UInt32) -> Natural { self * Natural(UInt64(1) << UInt64(bits)) }

  private func halved(times bits: UInt32) -> Natural {
    divided(byLimb: UInt64(1) << UInt64(bits)).quotient
  }

  private func divided(byLimb divisor: UInt64) -> (quotient: Natural, remainder: Natural) {
    var quotient = limbs
    var rest: UInt64 = 0
    for index in limbs.indices.reversed() {
      let dividend = rest << 32 | UInt64(limbs[index])
      quotient[index] = UInt32(dividend / divisor)
      rest = dividend % divisor
    }
    return (Natural(limbs: quotient), Natural(rest))
  }

  private func limb(_ index: Int) -> UInt32 { index < limbs.count ? limbs[index] : 0 }

  /// The greatest common divisor; of 0 and n it is n.
  static func greatestCommonDivisor(_ a: Natural, _ b: Natural) -> Natural {
    var (a, b) = (a, b)
    while !b.isZero { (a, b) = (b, a.divided(by: b).remainder) }
    return a
  }

  static func power(of base: Int, _ exponent: Int) -> Natural {
    (0..<exponent).reduce(Natural(1)) { power, _ in power * Natural(base) }
  }
}

extension Natural: Comparable, CustomStringConvertible {
  static func < (a: Natural, b: Natural) -> Bool {
    a.limbs.count != b.limbs.count
      ? a.limbs.count < b.limbs.count
      : a.limbs.reversed().lexicographicallyPrecedes(b.limbs.reversed())
  }

  /// Decimal digits.
  var description: String {
    var groups: [String] = []
    var rest = self
    while !rest.isZero {
      let (quotient, digits) = rest.divided(byLimb: 1_000_000_000)
      let text = String(digits.limb(0))
      groups.append(
        quotient.isZero ? text : String(repeating: "0", count: 9 - text.utf8.count) + text)
      rest = quotient
    }
    return groups.isEmpty ? "0" : groups.reversed().joined()
  }
}

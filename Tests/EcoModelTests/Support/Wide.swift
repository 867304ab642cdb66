/// A non-negative integer of any size, written for shortness: the reference for exact arithmetic.
struct Wide: Comparable {
  /// 32-bit limbs, the lowest first, without leading zeros.
  private var limbs: [UInt32]

  init(_ value: some BinaryInteger) {
    limbs = []
    var rest = UInt128(value)
    while rest > 0 {
      limbs.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
  }

  static func < (a: Wide, b: Wide) -> Bool {
    a.limbs.count != b.limbs.count
      ? a.limbs.count < b.limbs.count
      : a.limbs.reversed().lexicographicallyPrecedes(b.limbs.reversed())
  }

  static func + (a: Wide, b: Wide) -> Wide {
    var sum = Wide(0)
    var carry: UInt64 = 0
    for index in 0...max(a.limbs.count, b.limbs.count) {
      carry += UInt64(index < a.limbs.count ? a.limbs[index] : 0)
      carry += UInt64(index < b.limbs.count ? b.limbs[index] : 0)
      sum.limbs.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    return sum.trimmed
  }

  static func * (a: Wide, b: Wide) -> Wide {
    var product = Wide(0)
    product.limbs = Array(repeating: 0, count: a.limbs.count + b.limbs.count)
    for (i, x) in a.limbs.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.limbs.enumerated() {
        carry += UInt64(x) * UInt64(y) + UInt64(product.limbs[i + j])
        product.limbs[i + j] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      product.limbs[i + b.limbs.count] = UInt32(carry)
    }
    return product.trimmed
  }

  private var trimmed: Wide {
    var copy = self
    while copy.limbs.last == 0 { copy.limbs.removeLast() }
    return copy
  }
}

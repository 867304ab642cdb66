import Testing

@testable import EcoModel
@testable import UsageLogs

@Suite("Digests stand for ids")
struct DigestTableTests {
  private func digest(_ number: Int) -> Digest {
    var digester = Digester()
    digester.add(UInt64(number))
    return digester.finish()
  }

  @Test("and a table of them is a dictionary")
  func table() {
    var table = DigestTable<Int>(free: 0)
    for number in 0..<50_000 {
      let isKnown = table.update(digest(number % 30_000), new: 0) { $0 += number }
      #expect(isKnown == (number >= 30_000))
    }
    #expect(table.count == 30_000)
    #expect(table[digest(5)] == 30_010 && table[digest(29_999)] == 29_999)
    #expect(table[digest(30_000)] == nil)
    var sum = 0
    table.forEach { sum += $1 }
    #expect(sum == 49_999 * 50_000 / 2)
  }

  @Test("which takes 60 bytes for an id and its content at most, once it is of any size")
  func memory() {
    #expect(DigestTable<Digest>.largestSize(of: 1 << 23) <= 512 << 20)
  }

  @Test("the first few names are the same whenever each was met")
  func names() {
    let all = (0..<20).map { "name \(Character(UnicodeScalar(UInt8(97 + $0))))" }
    var (one, other, half) = (FirstNames(), FirstNames(), FirstNames())
    for name in all { one.insert(name) }
    for name in all.reversed().prefix(12) { other.insert(name) }
    for name in all.prefix(9) { half.insert(name) }
    other.merge(half)
    #expect(one.names == Array(all.prefix(8)) && other.names == one.names)
  }
}

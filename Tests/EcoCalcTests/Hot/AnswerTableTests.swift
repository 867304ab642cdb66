import Testing

@testable import UsageLogs

@Suite("What spellings lead to is found by their digests")
struct AnswerTableTests {
  private func digest(_ first: UInt64, _ second: UInt64) -> Digest {
    Digest(first: first, second: second)
  }

  @Test("whatever their number", arguments: [1, 31, 32, 33, 5000])
  func numbers(count: Int) {
    var generator = SeededGenerator(seed: 7)
    let keys = (0..<count).map { _ in
      digest(.random(in: 1 ... .max, using: &generator), .random(in: 0 ... .max, using: &generator))
    }
    var table = AnswerTable<Int>()
    for (number, key) in keys.enumerated() {
      #expect(table.find(key) == nil)
      table.insert(key, number)
      #expect(table.count == number + 1)
    }
    for (number, key) in keys.enumerated() { #expect(table.find(key) == number) }
    table.removeAll()
    #expect(table.count == 0)
    for key in keys { #expect(table.find(key) == nil) }
  }

  @Test("half of a digest is not enough")
  func halves() {
    var table = AnswerTable<Int>()
    let keys = [(1, 1), (1, 2), (2, 1), (2, 2), (0, 1), (1, 0), (65, 1), (129, 1)]
    for (number, key) in keys.enumerated() {
      #expect(table.find(digest(UInt64(key.0), UInt64(key.1))) == nil)
      table.insert(digest(UInt64(key.0), UInt64(key.1)), number)
    }
    for (number, key) in keys.enumerated() {
      #expect(table.find(digest(UInt64(key.0), UInt64(key.1))) == number)
    }
  }
}

import Testing

@testable import UsageLogs

@Suite("Days and numbers, numbered together")
struct DayIndexTests {
  @Test("a pair has the number under which it came first, in whatever order days come and go")
  func numbers() {
    var random = SystemRandomNumberGenerator()
    var index = DayIndex()
    var known: [[Int]: Int] = [:]
    var (day, latest) = (Int(Int32.min), 20_001)
    for _ in 0..<5000 {
      if Int.random(in: 0..<9, using: &random) == 0 {
        let goesOn = Bool.random(using: &random)
        if goesOn { latest += 1 }
        day = goesOn ? latest : [Int(Int32.min), -1, 0, 20_001, latest].randomElement() ?? 0
      }
      let other = Int.random(in: 0..<40, using: &random)
      let expected = known[[day, other]] ?? known.count
      known[[day, other]] = expected
      #expect(index.number(day, other) == expected)
    }
    #expect(index.pairs.count == known.count)
    for (pair, number) in known {
      #expect([Int(index.pairs[number].day), Int(index.pairs[number].other)] == pair)
    }
  }

  @Test("names are numbered by their bytes, and put in the order of these")
  func names() {
    var table = NameTable()
    // Two ways to write é: equal as texts, and two names all the same.
    let names = ["", "b", "e\u{301}", "a", "\u{E9}", "B", "ab"]
    #expect(names.map { table.number($0) } == [0, 1, 2, 3, 4, 5, 6])
    #expect(table.number("\u{E9}") == 4)
    let (texts, places) = table.ordered
    #expect(
      texts.map { Array($0.utf8) }
        == ["", "B", "a", "ab", "b", "e\u{301}", "\u{E9}"].map { Array($0.utf8) })
    #expect(names.indices.map { Array(texts[places[$0]].utf8) } == names.map { Array($0.utf8) })
  }
}

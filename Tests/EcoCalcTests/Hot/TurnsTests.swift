import Testing

@testable import UsageLogs

@Suite("Turns come in the order of their numbers")
struct TurnsTests {
  /// What happened, in order.
  private actor Record {
    private(set) var entries: [String] = []
    func add(_ entry: String) { entries.append(entry) }
  }

  @Test("whoever waits first", arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
  func order(arrivals: [Int]) async {
    let (turns, record) = (Turns<Never>(), Record())
    await withTaskGroup { group in
      for number in arrivals {
        group.addTask {
          guard await turns.wait(for: number) else { return }
          await record.add("\(number) in")
          await Task.yield()
          await record.add("\(number) out")
          await turns.pass()
        }
      }
    }
    #expect(await record.entries == (0..<4).flatMap { ["\($0) in", "\($0) out"] })
  }

  @Test("a turn is there as often as it is asked for, until it is passed on")
  func waiting() async {
    let turns = Turns<Never>()
    #expect(await turns.wait(for: 0))
    #expect(await turns.wait(for: 0))
    await turns.pass()
    #expect(await turns.wait(for: 1))
  }

  @Test("none comes when they are closed: not for those who wait, nor for those who come later")
  func closing() async {
    let turns = Turns<Never>()
    let answers = await withTaskGroup(of: Bool.self) { group in
      for number in 1...3 { group.addTask { await turns.wait(for: number) } }
      await Task.yield()
      await turns.close()
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers == [false, false, false])
    #expect(await turns.wait(for: 0) == false)
    await turns.pass()
    #expect(await turns.wait(for: 1) == false)
  }

  @Test("numbers are given one after the other, each when its turn comes")
  func numbers() async {
    let turns = Turns<Never>()
    #expect(await turns.next() == 0)
    await turns.pass()
    #expect(await turns.next() == 1)
    await turns.close()
    #expect(await turns.next() == nil)
  }

  @Test("what is left for a number goes to whoever passes the turn on to it, who keeps the turn")
  func leaving() async {
    let turns = Turns<String>(mostLeft: 2)
    #expect(await turns.leave("two", for: 2))
    #expect(await turns.leave("one", for: 1))
    #expect(await turns.leave("four", for: 4) == false, "enough is left")
    #expect(await turns.pass() == "one")
    #expect(await turns.pass() == "two")
    #expect(await turns.pass() == nil)
    #expect(await turns.leave("three", for: 3) == false, "its turn has come")
    #expect(await turns.wait(for: 3))
  }

  @Test("whoever waits for a number after those left for gets its turn when they are done")
  func waitingAfterLeft() async {
    let turns = Turns<String>(mostLeft: 1)
    #expect(await turns.leave("one", for: 1))
    async let last = turns.wait(for: 2)
    #expect(await turns.pass() == "one")
    #expect(await turns.pass() == nil)
    #expect(await last)
  }
}

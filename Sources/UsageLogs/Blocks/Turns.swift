/// Lets tasks do something one after the other, in the order of numbers from 0 on. Whoever has the turn
/// may be left what has to be done for numbers after it.
actor Turns<Item: Sendable> {
  private var given = 0
  private var current = 0
  private var isClosed = false
  private var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
  private var left: [Int: Item] = [:]
  private let mostLeft: Int

  /// - Parameter mostLeft: how many items may be left at any time.
  init(mostLeft: Int = 0) { self.mostLeft = mostLeft }

  /// Takes the next number and waits for its turn; `nil` where none comes any more.
  func next() async -> Int? {
    let number = given
    given += 1
    return await wait(for: number) ? number : nil
  }

  /// Waits for the turn of a number; `false` where it will not come any more.
  func wait(for number: Int) async -> Bool {
    if isClosed { return false }
    if number == current { return true }
    return await withCheckedContinuation { waiting[number] = $0 }
  }

  /// Leaves what has to be done for a number to whoever has the turn before it; `false` where it is not
  /// taken: the turn has come already, or enough is left.
  func leave(_ item: Item, for number: Int) -> Bool {
    guard number != current, left.count < mostLeft else { return false }
    left[number] = item
    return true
  }

  /// Gives the turn to the next number; where something was left for it, it is returned, and the turn
  /// stays with the caller.
  @discardableResult
  func pass() -> Item? {
    current += 1
    if let item = left.removeValue(forKey: current) { return item }
    waiting.removeValue(forKey: current)?.resume(returning: true)
    return nil
  }

  /// Ends the turns: whoever waits for one gets none.
  func close() {
    isClosed = true
    for task in waiting.values { task.resume(returning: false) }
    waiting.removeAll()
  }
}

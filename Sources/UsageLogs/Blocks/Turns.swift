/// Lets tasks do something one after the other, in the order of numbers from 0 on.
actor Turns {
  private var current = 0
  private var isClosed = false
  private var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]

  /// Waits for the turn of a number; `false` where it will not come any more.
  func wait(for number: Int) async -> Bool {
    if isClosed { return false }
    if number == current { return true }
    return await withCheckedContinuation { waiting[number] = $0 }
  }

  /// Gives the turn to the next number.
  func pass() {
    current += 1
    waiting.removeValue(forKey: current)?.resume(returning: true)
  }

  /// Ends the turns: whoever waits for one gets none.
  func close() {
    isClosed = true
    for task in waiting.values { task.resume(returning: false) }
    waiting.removeAll()
  }
}

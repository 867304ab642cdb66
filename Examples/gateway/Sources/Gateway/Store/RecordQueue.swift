import Synchronization

/// Records on their way to the store, which is written in batches: a store that is slow or broken
/// delays no answer, and whoever adds a record is told whether it is safe.
final class RecordQueue: Sendable {
  private struct Entry {
    let record: GenerationRecord
    let since: ContinuousClock.Instant
    /// Who waits to be told that it is stored.
    var waiter: CheckedContinuation<Bool, Never>?
  }

  private struct State {
    var entries: [Entry] = []
    var isWriting = false
    var isWatching = false
    /// Why the last write failed; `nil`: it did not.
    var failure: String?

    /// Takes out those who wait and have been waiting since a moment or longer.
    mutating func waiters(
      since moment: ContinuousClock.Instant
    ) -> [CheckedContinuation<Bool, Never>] {
      entries.indices.compactMap { index in
        guard entries[index].since <= moment else { return nil }
        defer { entries[index].waiter = nil }
        return entries[index].waiter
      }
    }
  }

  private static let batch = 500
  private static let pause = Duration.milliseconds(500)
  private static let glance = Duration.milliseconds(50)

  private let store: RecordStore
  private let limit: Int
  private let patience: Duration
  private let state = Mutex(State())

  init(_ store: RecordStore, _ limits: Configuration.Limits) {
    self.store = store
    limit = limits.queuedRecords
    patience = .milliseconds(Int64(limits.recordSeconds * 1000))
  }

  /// Hands a record over, and waits a moment for it to be stored.
  ///
  /// - Returns: whether it is. If not, it is stored later, unless the queue is full or the process ends.
  func add(_ record: GenerationRecord) async -> Bool {
    await withCheckedContinuation { waiter in
      let isRefused = state.withLock { state in
        guard state.entries.count < limit else { return true }
        let isFailing = state.failure != nil
        state.entries.append(
          Entry(record: record, since: .now, waiter: isFailing ? nil : waiter))
        if !state.isWriting {
          state.isWriting = true
          Task { await write() }
        }
        if !state.isWatching, !isFailing {
          state.isWatching = true
          Task { await watch() }
        }
        return isFailing
      }
      if isRefused { waiter.resume(returning: false) }
    }
  }

  /// A record that is not stored yet.
  func record(id: String) -> GenerationRecord? {
    state.withLock { $0.entries.first { $0.record.generationID == id }?.record }
  }

  /// Why records are not being stored; `nil`: they are.
  var failure: String? {
    state.withLock { state in
      if let failure = state.failure { return failure }
      let isStuck = state.entries.first.map { $0.since.duration(to: .now) > .seconds(5) } ?? false
      return isStuck ? "a write takes more than five seconds" : nil
    }
  }

  /// The same, with a look at the file.
  func healthFailure() async -> String? {
    if let failure { return failure }
    do {
      try await store.check()
      return nil
    } catch {
      return RecordStore.reason(error)
    }
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// Waits until everything is stored, but not for ever.
  func drain(for time: Duration) async {
    let end = ContinuousClock.now + time
    while count > 0, .now < end { try? await Task.sleep(for: Self.glance) }
  }

  private func write() async {
    while let records = next() {
      do {
        try await store.insert(records)
        let waiters = state.withLock { state in
          defer { state.entries.removeFirst(records.count) }
          state.failure = nil
          return state.entries.prefix(records.count).compactMap(\.waiter)
        }
        for waiter in waiters { waiter.resume(returning: true) }
      } catch {
        let waiters = state.withLock { state in
          state.failure = RecordStore.reason(error)
          return state.waiters(since: .now)
        }
        for waiter in waiters { waiter.resume(returning: false) }
        try? await Task.sleep(for: Self.pause)
      }
    }
  }

  private func next() -> [GenerationRecord]? {
    state.withLock { state in
      state.isWriting = !state.entries.isEmpty
      return state.isWriting ? state.entries.prefix(Self.batch).map(\.record) : nil
    }
  }

  /// Tells those who have waited long enough that they need not wait longer.
  private func watch() async {
    var isWaitedFor = true
    while isWaitedFor {
      try? await Task.sleep(for: Self.glance)
      let waiters = state.withLock { state in
        let waiters = state.waiters(since: .now - patience)
        isWaitedFor = state.entries.contains { $0.waiter != nil }
        state.isWatching = isWaitedFor
        return waiters
      }
      for waiter in waiters { waiter.resume(returning: false) }
    }
  }
}

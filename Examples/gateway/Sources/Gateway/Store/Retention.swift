import Logging
import ServiceLifecycle

/// Removes records that are old enough, a few at a time, at start and every hour.
struct Retention: Service {
  let store: RecordStore
  let days: Int
  let logger: Logger

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        await removeOld()
        try await Task.sleep(for: .seconds(3600))
      }
    }
  }

  func removeOld(at now: Timestamp = .now) async {
    let end = Timestamp(milliseconds: now.milliseconds - Int64(days) * 86_400_000)
    do {
      var removed = 0
      repeat { removed = try await store.removeSome(before: end) } while removed > 0
    } catch {
      logger.error("old records stay", metadata: ["reason": "\(RecordStore.reason(error))"])
    }
  }
}

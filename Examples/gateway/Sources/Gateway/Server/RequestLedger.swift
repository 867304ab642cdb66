import EcoModel
import Logging

/// Where a request's end is written down: in the store, in the metrics and in the log.
struct RequestLedger: Sendable {
  let store: RecordStore
  let metrics: Metrics
  let logger: Logger
  let clock: @Sendable () -> Timestamp

  var now: Timestamp { clock() }

  func opened() { metrics.requestOpened() }

  /// Keeps the record. A store that fails costs the record, never the answer.
  func closed(_ ended: Generation) async {
    var generation = ended
    generation.completed(at: now)
    metrics.requestClosed()
    let record = generation.record
    metrics.add(record, generation.estimate)
    do {
      try await store.insert(record)
    } catch {
      metrics.add(.storeFailures, [:])
      logger.error("record lost", metadata: ["record": "\(record.json)", "error": "\(error)"])
    }
    logger.info(
      "request",
      metadata: [
        "generation_id": "\(record.generationID)", "key_id": "\(record.keyID)",
        "model": "\(record.resolvedModel ?? "")", "provider": "\(record.provider ?? "")",
        "region": "\(record.region ?? "")", "status": "\(record.status.rawValue)",
        "error_code": "\(record.errorCode ?? "")", "latency_ms": "\(record.latencyMilliseconds)",
        "prompt_tokens": "\(record.promptTokens ?? 0)",
        "completion_tokens": "\(record.completionTokens ?? 0)",
        "energy_wh": "\(record.eco?.energy ?? "")", "carbon_g": "\(record.eco?.carbon ?? "")",
        "eco_omitted": "\(record.ecoOmitted ?? "")",
      ])
  }

  func upstreamFailed(_ endpoint: Endpoint, _ failure: Upstream.Failure, _ generation: Generation) {
    metrics.add(
      .upstreamFailures, ["provider": endpoint.provider, "region": endpoint.region])
    logger.warning(
      "upstream failed",
      metadata: [
        "generation_id": "\(generation.record.generationID)", "provider": "\(endpoint.provider)",
        "region": "\(endpoint.region)", "why": "\(failure.why)",
      ])
  }
}

import EcoModel
import Logging

/// Where a request's end is written down: in the store, in the metrics and in the log.
struct RequestLedger: Sendable {
  let records: RecordQueue
  let metrics: Metrics
  let logger: Logger
  let clock: @Sendable () -> Timestamp

  var now: Timestamp { clock() }
  var moment: Moment { Moment(time: now, instant: .now) }

  func opened() { metrics.requestOpened() }

  /// Keeps the record. Where the store does not take it in time, it goes to the log too, whole: the
  /// answer need not wait, and a process that is killed then loses nothing that cannot be replayed.
  func closed(_ ended: Generation) async {
    var generation = ended
    generation.completed()
    metrics.requestClosed()
    let record = generation.record
    metrics.add(record, generation.estimate)
    if await !records.add(record) {
      metrics.add(.storeFailures, [:])
      logger.critical(
        "\(Replay.message)",
        metadata: [
          "record": "\(record.json)", "reason": "\(records.failure ?? "the store is slow")",
        ])
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

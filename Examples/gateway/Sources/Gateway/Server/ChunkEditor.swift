import Foundation

/// Makes of an upstream's chunks those that a client gets.
///
/// The last chunk is kept back until the stream has ended, because the block, which says what the whole
/// answer used, goes with it. A client that did not ask for a chunk of usage gets none: it has no
/// choices, and `chunk.choices[0]` would fail on it.
struct ChunkEditor: StreamEditor {
  private let model: [UInt8]
  private let sendsUsageChunk: Bool
  private var held: (event: ServerSentEvent, chunk: JSONMembers)?
  private var reported: (usage: Usage, text: [UInt8])?
  private var soFar: Usage?
  private var events = 0

  /// - Parameter model: the resolved one, which takes the place of the upstream's name for it.
  /// - Parameter sendsUsageChunk: whether the client asked for it.
  init(model: String, sendsUsageChunk: Bool) {
    self.model = Array(JSONText.string(model).utf8)
    self.sendsUsageChunk = sendsUsageChunk
  }

  /// What the whole answer used; `nil` as long as it goes on.
  var usage: Usage? { reported?.usage }

  /// What it has used so far, where it will not be heard to its end; `nil` where it has not begun.
  ///
  /// - Parameter messageBytes: the size of what was asked.
  func estimate(messageBytes: Int) -> Usage? {
    if let soFar { return soFar }
    return events > 0 ? Usage(estimatedFrom: messageBytes, events: events) : nil
  }

  /// Takes one event in, and says what can be sent now.
  mutating func take(_ event: ServerSentEvent) -> StreamOutcome {
    if event.isDone { return .done }
    guard let data = event.data, var chunk = JSONMembers(data) else { return .send(event.bytes) }
    guard chunk.isNull("error") else { return .broken }
    guard chunk["choices"] != nil || chunk["usage"] != nil else { return .send(event.bytes) }
    chunk["model"] = model
    switch chunk.part {
    case .goingOn:
      // What was told before was not the whole: some upstreams tell the usage so far.
      reported = nil
      soFar = Usage(json: chunk["usage"]) ?? soFar
      events += 1
      return .send(release() + event.replacingData(chunk.bytes).bytes)
    case .finishing:
      let before = release()
      note(chunk)
      held = (event, chunk)
      return .send(before)
    case .withoutChoices:
      note(chunk)
      guard sendsUsageChunk else { return .send([]) }
      let before = release()
      held = (event, chunk)
      return .send(before)
    }
  }

  /// What was kept back, as it came: the stream has broken off.
  mutating func release() -> [UInt8] {
    defer { held = nil }
    return held.map { $0.event.replacingData($0.chunk.bytes).bytes } ?? []
  }

  /// The last chunk, with the usage and the block, and the end.
  mutating func finish(block: [UInt8]) -> [UInt8] {
    if let reported, held?.chunk.hasObject("usage") == false {
      held?.chunk["usage"] = reported.text
    }
    held?.chunk["lowrouter"] = block
    return release() + ServerSentEvent(data: "[DONE]").bytes
  }

  private mutating func note(_ chunk: JSONMembers) {
    if let text = chunk["usage"], let usage = Usage(json: text) { reported = (usage, text) }
  }
}

extension JSONMembers {
  fileprivate enum Part { case goingOn, finishing, withoutChoices }

  /// What a chunk is to its answer.
  fileprivate var part: Part {
    guard let text = self["choices"] else { return .withoutChoices }
    // Choices that cannot be read are no end.
    guard let choices = try? JSONDecoder().decode([Choice]?.self, from: Data(text)) ?? [] else {
      return .goingOn
    }
    if choices.isEmpty { return .withoutChoices }
    return choices.allSatisfy { $0.finish_reason != nil } ? .finishing : .goingOn
  }

  fileprivate func hasObject(_ key: String) -> Bool { self[key]?.first == UInt8(ascii: "{") }

  private struct Choice: Decodable { let finish_reason: String? }
}

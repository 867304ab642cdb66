/// Makes of the events of an Anthropic-shaped stream those that a client gets: as they came, but for
/// the resolved model in the first, and the block in the last `message_delta`.
struct MessageEditor: StreamEditor {
  private let model: [UInt8]
  /// The last `message_delta`, and what came after it.
  private var held: (event: ServerSentEvent, delta: JSONMembers)?
  private var rest: [UInt8] = []
  /// The counts told so far: those of the prompt come first, those of the answer last.
  private var counts = JSONMembers()
  private var events = 0

  init(model: String) { self.model = Array(JSONText.string(model).utf8) }

  private(set) var usage: Usage?

  func estimate(messageBytes: Int) -> Usage? {
    guard events > 0 else { return nil }
    let thumb = Usage(estimatedFrom: messageBytes, events: events)
    var known = counts
    known["output_tokens"] = Array("\(events)".utf8)
    return Usage(json: known.bytes) ?? thumb
  }

  mutating func take(_ event: ServerSentEvent) -> StreamOutcome {
    guard let data = event.data, var members = JSONMembers(data) else { return pass(event) }
    switch members.string("type") {
    case "message_start":
      guard var message = members["message"].flatMap(JSONMembers.init) else { return pass(event) }
      note(message["usage"])
      message["model"] = model
      members["message"] = message.bytes
      return pass(event.replacingData(members.bytes))
    case "content_block_delta":
      events += 1
      return pass(event)
    case "message_delta":
      let before = release()
      note(members["usage"])
      usage = Usage(json: counts.bytes)
      held = (event, members)
      return .send(before)
    case "message_stop":
      rest += event.bytes
      return .done
    case "error": return .broken
    default: return pass(event)
    }
  }

  mutating func release() -> [UInt8] {
    defer { (held, rest) = (nil, []) }
    return (held?.event.bytes ?? []) + rest
  }

  mutating func finish(block: [UInt8]) -> [UInt8] {
    guard var (event, delta) = held else { return release() }
    delta["lowrouter"] = block
    event = event.replacingData(delta.bytes)
    held = (event, delta)
    return release()
  }

  /// What comes after a `message_delta` waits with it.
  private mutating func pass(_ event: ServerSentEvent) -> StreamOutcome {
    guard held != nil else { return .send(event.bytes) }
    rest += event.bytes
    return .send([])
  }

  private mutating func note(_ usage: [UInt8]?) {
    guard let told = usage.flatMap(JSONMembers.init) else { return }
    for key in Usage.anthropicKeys where !told.isNull(key) { counts[key] = told[key] }
  }
}

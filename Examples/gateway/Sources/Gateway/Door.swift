import HTTPTypes

/// A way into the gateway: the shape of its requests, answers, streams and errors.
enum Door: Sendable {
  /// OpenAI's chat completions.
  case chat
  /// OpenAI's text completions, which came before them.
  case completions
  /// Anthropic's messages.
  case messages

  /// The door that a path of the gateway belongs to, as far as errors go.
  init(path: String) { self = path.hasPrefix("/api/v1/anthropic/") ? .messages : .chat }

  /// Where an upstream has it, under its base URL.
  var path: String {
    switch self {
    case .chat: "chat/completions"
    case .completions: "completions"
    case .messages: "messages"
    }
  }

  /// What a request asks with: the member, and what it must be.
  var question: (key: String, expected: String) {
    self == .completions
      ? ("prompt", "a string, or an array that is not empty")
      : ("messages", "an array of one or more messages")
  }

  func isQuestion(_ json: [UInt8]) -> Bool {
    guard self == .completions else { return JSONCheck.isArrayOfObjects(json) }
    if json.first == UInt8(ascii: "\"") { return json.count > 2 }
    // Text, or tokens.
    return json.first == UInt8(ascii: "[")
      && json.contains { $0 == UInt8(ascii: "\"") || (0x30...0x39).contains($0) }
  }

  func editor(model: String, sendsUsageChunk: Bool) -> any StreamEditor {
    self == .messages
      ? MessageEditor(model: model)
      : ChunkEditor(model: model, sendsUsageChunk: sendsUsageChunk)
  }

  /// Whose API an upstream speaks.
  enum Kind: String, Sendable, Decodable {
    case openai, anthropic
  }
}

/// Makes of an upstream's stream the one that a client gets.
protocol StreamEditor: Sendable {
  /// What the whole answer used; `nil` as long as it goes on.
  var usage: Usage? { get }

  /// What it has used so far, where it will not be heard to its end; `nil` where it has not begun.
  ///
  /// - Parameter messageBytes: the size of what was asked.
  func estimate(messageBytes: Int) -> Usage?

  /// Takes one event in, and says what can be sent now.
  mutating func take(_ event: ServerSentEvent) -> StreamOutcome

  /// What was kept back, as it came: the stream has broken off.
  mutating func release() -> [UInt8]

  /// The end, with the block.
  mutating func finish(block: [UInt8]) -> [UInt8]
}

/// What comes of an event.
enum StreamOutcome: Equatable {
  case send([UInt8])
  case done
  case broken
}

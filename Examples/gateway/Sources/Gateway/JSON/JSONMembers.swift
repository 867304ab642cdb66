import Foundation

/// A JSON object taken apart at its top level; every value keeps the bytes it came in.
///
/// This is how the gateway edits requests and responses: what it does not know passes through as it
/// was written. Nested values are measured, not checked.
struct JSONMembers: Sendable {
  private struct Member: Sendable {
    let key: String
    /// The key as it was written, with its quotes.
    let keyText: ArraySlice<UInt8>
    var value: ArraySlice<UInt8>
  }

  private var members: [Member] = []

  /// An object without members.
  init() {}

  /// The members of an object, or `nil` where the bytes are not one JSON object.
  init?(_ bytes: [UInt8]) {
    var cursor = Cursor(bytes)
    guard cursor.take("{") else { return nil }
    if !cursor.take("}") {
      repeat {
        guard let keyText = cursor.string(), let key = Self.decodedKey(keyText), cursor.take(":"),
          let value = cursor.value()
        else { return nil }
        members.append(Member(key: key, keyText: keyText, value: value))
      } while cursor.take(",")
      guard cursor.take("}") else { return nil }
    }
    guard cursor.isAtEnd else { return nil }
  }

  /// The bytes of a value. The last one counts where a key is repeated. Setting a value leaves one
  /// member of that key; setting `nil` leaves none.
  subscript(key: String) -> [UInt8]? {
    get { members.last { $0.key == key }.map { Array($0.value) } }
    set {
      let first = members.firstIndex { $0.key == key }
      members.removeAll { $0.key == key }
      guard let newValue else { return }
      members.insert(
        Member(key: key, keyText: Array(JSONText.string(key).utf8)[...], value: newValue[...]),
        at: first ?? members.endIndex)
    }
  }

  /// A value decoded; `nil` where the member is missing or `null`.
  func decode<Value: Decodable>(_ key: String, as type: Value.Type) throws -> Value? {
    guard let value = self[key] else { return nil }
    return try JSONDecoder().decode(Value?.self, from: Data(value))
  }

  /// The object in one piece, without spaces between its members.
  var bytes: [UInt8] {
    var result: [UInt8] = [UInt8(ascii: "{")]
    result.reserveCapacity(members.reduce(2) { $0 + $1.keyText.count + $1.value.count + 2 })
    for (index, member) in members.enumerated() {
      if index > 0 { result.append(UInt8(ascii: ",")) }
      result += member.keyText
      result.append(UInt8(ascii: ":"))
      result += member.value
    }
    result.append(UInt8(ascii: "}"))
    return result
  }

  /// The objects of an array; those that come before anything else in it.
  static func objects(in array: [UInt8]) -> [JSONMembers] {
    var cursor = Cursor(array)
    var objects: [JSONMembers] = []
    guard cursor.take("[") else { return [] }
    repeat {
      guard let object = cursor.value().flatMap({ JSONMembers(Array($0)) }) else { break }
      objects.append(object)
    } while cursor.take(",")
    return objects
  }

  private static func decodedKey(_ text: ArraySlice<UInt8>) -> String? {
    guard text.contains(UInt8(ascii: "\\")) else {
      return String(validating: text.dropFirst().dropLast(), as: UTF8.self)
    }
    return try? JSONDecoder().decode(String.self, from: Data(text))
  }
}

/// A position in JSON text.
private struct Cursor {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether nothing but white space is left.
  var isAtEnd: Bool { bytes[index...].allSatisfy(Self.isSpace) }

  /// Steps over white space and one byte, if it is the one given.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: scalar) else { return false }
    index += 1
    return true
  }

  /// Steps over a string and returns it with its quotes.
  mutating func string() -> ArraySlice<UInt8>? {
    skipSpace()
    let start = index
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
    index += 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        index += 1
        return bytes[start..<index]
      case UInt8(ascii: "\\"): index += 2
      case ..<0x20: return nil
      default: index += 1
      }
    }
    return nil
  }

  /// Steps over a value of any kind.
  mutating func value() -> ArraySlice<UInt8>? {
    skipSpace()
    let start = index
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        guard string() != nil else { return nil }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return scalar(from: start) }
        depth -= 1
        index += 1
      case UInt8(ascii: ",") where depth == 0: return scalar(from: start)
      case let byte where depth == 0 && Self.isSpace(byte): return scalar(from: start)
      default:
        index += 1
        continue
      }
      if depth == 0 { return bytes[start..<index] }
    }
    return nil
  }

  private func scalar(from start: Int) -> ArraySlice<UInt8>? {
    index > start ? bytes[start..<index] : nil
  }

  private mutating func skipSpace() {
    while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

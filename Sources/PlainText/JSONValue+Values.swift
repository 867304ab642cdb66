internal import EcoModel

extension JSONValue {
  /// The value of a member; `nil` if there is none or this is not an object.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.0 == key }?.1
  }

  /// The elements of an array.
  package var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an object.
  package var members: [(String, JSONValue)]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The text of a string.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of a whole number in plain digits.
  package var integer: Int128? {
    guard case .number(let text) = self else { return nil }
    return DecimalText.digits(Array(text.utf8).span, as: Int128.self)
  }

  /// The value of a plain decimal of at most nine places, in billionths.
  package var nanos: Int128? {
    guard case .number(let text) = self else { return nil }
    return DecimalText.nanos(text.utf8, wholeDigits: 39)
  }
}

/// Delimited text (RFC 4180) that is written.
package enum CSVText {
  /// Text as a field: in quotes where it needs them.
  package static func quoted(_ text: String) -> String {
    let bytes = text.utf8
    guard bytes.contains(where: { [0x22, 0x2C, 0x3B, 0x09, 0x0A, 0x0D].contains($0) }) else {
      return text
    }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
      quoted.append(byte)
    }
    return String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
  }
}

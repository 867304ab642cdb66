extension String {
  /// As a shell takes it for one word, quoted where that is needed.
  package var shellWord: String {
    let isPlain = utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "-_./=:,%+@".utf8.contains(byte)
      }
    }
    if isPlain && !isEmpty { return self }
    // By scalars: to a shell a quote with an accent is a quote.
    let parts = unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.map { String($0) }.joined(separator: "'\\''") + "'"
  }
}

extension Unicode.Scalar {
  /// Whether a reader would not see it, or it would control a terminal or turn the direction of
  /// writing: C0, DEL, C1, zero-width and bidirectional marks.
  package var isHidden: Bool {
    value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0x061C
      || (0x200B...0x200F).contains(value)
      || (0x2028...0x202E).contains(value) || (0x2066...0x2069).contains(value)
      || value == 0xFEFF
  }
}

extension StringProtocol {
  /// The text of somebody else as it can be shown: what is hidden becomes U+FFFD.
  package var printable: String { showing { _ in false } }

  /// The same, of several lines.
  package var printableLines: String { showing { $0 == "\n" || $0 == "\t" } }

  private func showing(_ isKept: (Unicode.Scalar) -> Bool) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      scalars.append(scalar.isHidden && !isKept(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(scalars)
  }
}

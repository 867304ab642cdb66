import Foundation

/// A plain decimal, with a sign or without, in billionths.
func billionths(_ text: some StringProtocol) -> Int128? {
  let isNegative = text.hasPrefix("-")
  let digits = text.drop { $0 == "-" || $0 == "+" }
  let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
  guard (1...2).contains(parts.count), let whole = Int128(parts[0]) else { return nil }
  let places = parts.count == 2 ? parts[1] : "0"
  guard (1...9).contains(places.count),
    let fraction = Int128(places + String(repeating: "0", count: 9 - places.count))
  else { return nil }
  return (whole * 1_000_000_000 + fraction) * (isNegative ? -1 : 1)
}

/// The rows of delimited text without quotes, by column.
func rows(_ text: String) -> [[String: String]] {
  let lines = text.split(separator: "\n").map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
  return lines.dropFirst().map { Dictionary(zip(lines[0], $0)) { first, _ in first } }
}

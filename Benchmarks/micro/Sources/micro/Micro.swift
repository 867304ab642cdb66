import EcoModel

/// Prints what the library's calls cost:
/// `swift run -c release --package-path Benchmarks/micro micro [WORD]`, of all calls or of those whose
/// name contains the word.
@main
enum Micro {
  static func main() throws {
    let eco = EcoEstimator()
    let rate = try eco.rate(
      model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west", at: .year(2024)
    ).get()
    let usages = (0..<1024).compactMap { index in
      TokenUsage(promptTokens: 18 + 37 * index, completionTokens: 26 + index)
    }
    let large = usages.compactMap { usage in
      TokenUsage(
        promptTokens: usage.promptTokens * 1_000_000, completionTokens: usage.completionTokens)
    }
    var sink: Int128 = 0

    measure("load the bundled tables", calls: 10) { _ in
      sink &+= Int128(EcoEstimator().methodologyVersion.utf8.count)
    }
    measure("rate", calls: 1000) { _ in
      let rate = eco.rate(
        model: "openai/gpt-4o-mini", provider: "openai", region: "eu-west", at: .year(2024))
      if case .failure = rate { sink &+= 1 }
    }
    measure("estimate", calls: 100_000) { index in
      sink &+= rate.estimate(usages[index & 1023]).energy.nanos
    }
    measure("estimate of 10⁷ tokens and more", calls: 10_000) { index in
      sink &+= rate.estimate(large[index & 1023]).energy.nanos
    }
    measure("estimate with its interval", calls: 1000) { index in
      sink &+= rate.estimate(usages[index & 1023]).uncertainty.energy.high.nanos
    }
    measure("jsonBlock", calls: 10_000) { index in
      sink &+= Int128(rate.estimate(usages[index & 1023]).jsonBlock().utf8.count)
    }
    measure("jsonBlock at 2 significant digits", calls: 10_000) { index in
      sink &+= Int128(
        rate.estimate(usages[index & 1023]).jsonBlock(significantDigits: 2).utf8.count)
    }
    var ledger = Ledger()
    measure("add to a ledger", calls: 10_000) { index in
      ledger.add(rate.estimate(usages[index & 1023]))
    }
    // Printed, so that no call can be left out.
    print("check \(sink &+ Int128(ledger.lines.count))")
  }

  /// Prints the median over 51 runs of the time that one call takes.
  private static func measure(_ name: String, calls: Int, _ call: (Int) -> Void) {
    guard CommandLine.arguments.dropFirst().allSatisfy(name.contains) else { return }
    let clock = ContinuousClock()
    let times = (0..<51).map { _ in
      let time = clock.measure { for index in 0..<calls { call(index) } }.components
      return (Double(time.seconds) * 1e9 + Double(time.attoseconds) / 1e9) / Double(calls)
    }.sorted()
    let tenths = Int(times[times.count / 2] * 10)
    let text = "\(tenths / 10).\(tenths % 10)"
    print("\(String(repeating: " ", count: max(0, 12 - text.count)))\(text) ns  \(name)")
  }
}

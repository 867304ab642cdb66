import EcoModel

/// How figures are shown: three digits of each, or all of them.
struct Figures {
  let isExact: Bool

  func text<Quantity: NanoQuantity>(_ quantity: Quantity) -> String {
    isExact ? "\(quantity)" : Digits.short(quantity)
  }

  func text<Quantity: NanoQuantity>(_ low: Quantity, _ high: Quantity) -> String {
    "\(text(low)) to \(text(high))"
  }

  /// A record's figure, which is text of one quantity.
  func text<Quantity: NanoQuantity>(_ figure: String, as quantity: Quantity.Type) -> String {
    Digits.nanos(figure).map { text(Quantity(nanos: $0)) } ?? HTML.escaped(figure)
  }

  /// A part of a whole in per cent, cut off so that only everything is 100.
  static func share(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "none" }
    let tenths = Int(Int128(part) * 1000 / Int128(whole))
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// Why a record has no figures, in words.
  static func reason(_ code: String?) -> String {
    let words =
      switch code {
      case "unknown_model": "the model is not in the table"
      case "undisclosed_parameters": "the model's size is not known"
      case "unknown_region": "the region is not in the table"
      case "no_usage": "no tokens are known"
      case "not_completion": "the model makes no completions"
      case "not_inferred": "nothing was inferred"
      case "no_grid_data": "no carbon intensity is known for the place"
      default: "none were made"
      }
    return "\(words) (<code>\(HTML.escaped(code ?? "not_made"))</code>)"
  }
}

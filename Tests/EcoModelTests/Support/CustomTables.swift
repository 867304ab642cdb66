import EcoModel

/// Small tables written in a test; what is not given is a table of one plain row.
struct CustomTables {
  static let modelHeader =
    "id,aliases,total_b,total_low_b,total_high_b,active_b,active_low_b,active_high_b,weight_bits,"
    + "kv_bytes,attention_width,evidence,architecture,valid_from,source,retrieved,note"
  static let acceleratorHeader = "name,board_watts,draw_share,service,source,note"
  static let ruleHeader = "kind,pattern,only,unless,weight_bits,arithmetic_bits,model,note"
  static let gridHeader = "zone,year,g_per_kwh,basis,source"
  static let pueHeader = "region,provider,year,pue,source"
  static let regionHeader = "region,provider,zone,match,pue,pue_year,source"

  var models = [
    "maker/plain,,8,8,8,8,8,8,16,131072,131072,vendor,config,,https://example.org,2026-11-21,"
  ]
  var grid = ["ZA,2020,100,lifecycle,test"]
  var regions = ["here,,ZA,own,,,test"]
  var pues = ["elsewhere,,2024,1.2,test"]
  var accelerators = ["board,1000,0.75,1.55,test,"]
  /// The bundled ones where none are given.
  var rules: [String]?

  func estimator(_ methodology: Methodology = .newest) throws(DataError) -> EcoEstimator {
    try EcoEstimator(tables: tables, methodology: methodology)
  }

  var tables: EcoTables {
    var own: [EcoTables.Name: [UInt8]] = [
      .models: Self.bytes(Self.modelHeader, models),
      .gridIntensity: Self.bytes(Self.gridHeader, grid),
      .pue: Self.bytes(Self.pueHeader, pues),
      .regions: Self.bytes(Self.regionHeader, regions),
      .accelerators: Self.bytes(Self.acceleratorHeader, accelerators),
    ]
    if let rules { own[.idRules] = Self.bytes(Self.ruleHeader, rules) }
    return EcoTables(replacing: own)
  }

  private static func bytes(_ header: String, _ rows: [String]) -> [UInt8] {
    Array(([header] + rows).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
  }
}

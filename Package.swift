// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "eco-model",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "EcoModel", targets: ["EcoModel"]),
    .executable(name: "eco-calc", targets: ["eco-calc"]),
  ],
  targets: [
    // The tables of data/ as bytes inside the binary: nothing is read at run time.
    .target(name: "CEcoData"),
    // What a request costs: the deterministic estimation core.
    .target(name: "EcoModel", dependencies: ["CEcoData"]),
    // A log in, an enriched log out: everything eco-calc does.
    .target(name: "EcoBatch", dependencies: ["EcoModel"]),
    .executableTarget(name: "eco-calc", dependencies: ["EcoBatch", "EcoModel"]),
    .testTarget(
      name: "EcoModelTests", dependencies: ["EcoModel"], exclude: ["Vectors", "Fixtures"]),
    .testTarget(
      name: "EcoBatchTests", dependencies: ["EcoBatch", "eco-calc"],
      exclude: ["Fixtures", "Golden"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)

for target in package.targets where target.name != "CEcoData" {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
  ]
}

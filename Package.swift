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
    // Sixty-four bytes compared at once.
    .target(name: "CByteMasks"),
    // The system's gzip and zstd libraries, loaded when a compressed log is read.
    .target(name: "CCompression"),
    // A log in, an enriched log out: everything eco-calc does.
    .target(name: "EcoBatch", dependencies: ["EcoModel", "CByteMasks", "CCompression"]),
    .executableTarget(name: "eco-calc", dependencies: ["EcoBatch"]),
    .testTarget(
      name: "EcoModelTests", dependencies: ["EcoModel"], exclude: ["Vectors", "Fixtures"]),
    .testTarget(
      name: "EcoBatchTests", dependencies: ["EcoBatch", "eco-calc"],
      exclude: ["Fixtures", "Golden"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)

for target in package.targets where !target.name.hasPrefix("C") {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
  ]
}

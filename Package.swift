// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "eco-model",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "EcoModel", targets: ["EcoModel"]),
    .executable(name: "eco-calc", targets: ["eco-calc"]),
    // For every other language; Bindings/c/build.sh makes it whole.
    .library(name: "ecomodel", type: .dynamic, targets: ["EcoModelC"]),
  ],
  targets: [
    // The tables of data/ as bytes inside the binary: nothing is read at run time.
    .target(name: "CEcoData"),
    // Sixty-four bytes compared at once.
    .target(name: "CByteMasks"),
    // SHA-256, by the processor's own instructions where it has them.
    .target(name: "CSHA256"),
    // What a request costs: the deterministic estimation core.
    .target(name: "EcoModel", dependencies: ["CByteMasks", "CEcoData", "CSHA256"]),
    // The system's gzip and zstd libraries, loaded when a compressed log is read.
    .target(name: "CCompression"),
    // A file's bytes on their way to the disk before it is flushed.
    .target(name: "CWriteBack"),
    // What people and other programs read: values, tables and words of text.
    .target(name: "PlainText", dependencies: ["EcoModel"]),
    // The only door to the system: files, signals, standard error, tables of a caller's own; and the
    // files that came with this version beside the tables.
    .target(
      name: "SystemFiles",
      dependencies: ["EcoModel", "PlainText", "CCompression", "CEcoData", "CWriteBack"]),
    // A log in, an enriched log out: the hot path.
    .target(
      name: "UsageLogs", dependencies: ["EcoModel", "PlainText", "SystemFiles", "CByteMasks"]),
    // What runs came to: summaries, reports, what two of them differ in.
    .target(
      name: "EcoResults", dependencies: ["EcoModel", "PlainText", "SystemFiles", "UsageLogs"]),
    // Where a figure comes from: derivations, conformance vectors, the tables with their sources.
    .target(
      name: "EcoAudit", dependencies: ["EcoModel", "PlainText", "SystemFiles", "UsageLogs"]),
    // Words of a command line in, an exit code out.
    .target(
      name: "EcoCommands",
      dependencies: [
        "EcoModel", "PlainText", "SystemFiles", "UsageLogs", "EcoResults", "EcoAudit",
      ]),
    // The interface for other languages: a header, and what it promises.
    .target(name: "CEcoModel"),
    .target(name: "EcoModelC", dependencies: ["CEcoModel", "EcoModel", "PlainText"]),
    .executableTarget(name: "eco-calc", dependencies: ["EcoCommands"]),
    .testTarget(
      name: "EcoModelTests", dependencies: ["EcoModel"],
      exclude: ["API.txt", "Fixtures", "Vectors"]),
    .testTarget(
      name: "EcoCalcTests",
      dependencies: [
        "CByteMasks", "EcoAudit", "EcoCommands", "EcoModel", "EcoResults", "PlainText",
        "SystemFiles", "UsageLogs", "eco-calc",
      ],
      exclude: ["Bills", "Fixtures", "Focus", "Golden", "Measured", "Score"]),
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
  // The optimiser takes longer over these tests than it saves when they run.
  if target.name == "EcoCalcTests" {
    target.swiftSettings?.append(.unsafeFlags(["-Onone"], .when(configuration: .release)))
  }
}

// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "micro",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "eco-model", path: "../..")],
  targets: [
    .executableTarget(
      name: "micro", dependencies: [.product(name: "EcoModel", package: "eco-model")])
  ],
  swiftLanguageModes: [.v6]
)

package import EcoModel

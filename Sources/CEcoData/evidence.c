#include "CEcoData.h"

// A file of its own, so that a program that links the library alone does not carry these bytes.

static const unsigned char measured_energy[] = {
#embed "../../data/measured-energy.csv"
};
static const unsigned char vectors_bundled[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-12/bundled.csv"
};
static const unsigned char vectors_synthetic[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-12/synthetic.csv"
};
static const unsigned char synthetic_models[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-12/tables/models.csv"
};
static const unsigned char synthetic_grid_intensity[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-12/tables/grid-intensity.csv"
};
static const unsigned char synthetic_pue[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-12/tables/pue.csv"
};
static const unsigned char synthetic_regions[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-12/tables/regions.csv"
};
static const unsigned char synthetic_accelerators[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-12/tables/accelerators.csv"
};
static const unsigned char synthetic_id_rules[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-12/tables/id-rules.csv"
};
static const unsigned char of_2026_11_vectors_bundled[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-11/bundled.csv"
};
static const unsigned char of_2026_11_vectors_synthetic[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-11/synthetic.csv"
};
static const unsigned char of_2026_11_synthetic_models[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-11/tables/models.csv"
};
static const unsigned char of_2026_11_synthetic_grid_intensity[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-11/tables/grid-intensity.csv"
};
static const unsigned char of_2026_11_synthetic_regions[] = {
#embed "../../Tests/EcoModelTests/Vectors/2026-11/tables/regions.csv"
};

EcoTable eco_measured_energy_csv(void) {
  return (EcoTable){measured_energy, sizeof measured_energy};
}
EcoTable eco_vectors_bundled_csv(void) {
  return (EcoTable){vectors_bundled, sizeof vectors_bundled};
}
EcoTable eco_vectors_synthetic_csv(void) {
  return (EcoTable){vectors_synthetic, sizeof vectors_synthetic};
}
EcoTable eco_synthetic_models_csv(void) {
  return (EcoTable){synthetic_models, sizeof synthetic_models};
}
EcoTable eco_synthetic_grid_intensity_csv(void) {
  return (EcoTable){synthetic_grid_intensity, sizeof synthetic_grid_intensity};
}
EcoTable eco_synthetic_pue_csv(void) {
  return (EcoTable){synthetic_pue, sizeof synthetic_pue};
}
EcoTable eco_synthetic_regions_csv(void) {
  return (EcoTable){synthetic_regions, sizeof synthetic_regions};
}
EcoTable eco_synthetic_accelerators_csv(void) {
  return (EcoTable){synthetic_accelerators, sizeof synthetic_accelerators};
}
EcoTable eco_synthetic_id_rules_csv(void) {
  return (EcoTable){synthetic_id_rules, sizeof synthetic_id_rules};
}
EcoTable eco_2026_11_vectors_bundled_csv(void) {
  return (EcoTable){of_2026_11_vectors_bundled, sizeof of_2026_11_vectors_bundled};
}
EcoTable eco_2026_11_vectors_synthetic_csv(void) {
  return (EcoTable){of_2026_11_vectors_synthetic, sizeof of_2026_11_vectors_synthetic};
}
EcoTable eco_2026_11_synthetic_models_csv(void) {
  return (EcoTable){of_2026_11_synthetic_models, sizeof of_2026_11_synthetic_models};
}
EcoTable eco_2026_11_synthetic_grid_intensity_csv(void) {
  return (EcoTable){of_2026_11_synthetic_grid_intensity, sizeof of_2026_11_synthetic_grid_intensity};
}
EcoTable eco_2026_11_synthetic_regions_csv(void) {
  return (EcoTable){of_2026_11_synthetic_regions, sizeof of_2026_11_synthetic_regions};
}

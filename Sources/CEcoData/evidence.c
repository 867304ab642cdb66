#include "CEcoData.h"

// A file of its own, so that a program that links the library alone does not carry these bytes.

static const unsigned char measured_energy[] = {
#embed "../../data/measured-energy.csv"
};
static const unsigned char vectors_bundled[] = {
#embed "../../Tests/EcoModelTests/Vectors/bundled.csv"
};
static const unsigned char vectors_synthetic[] = {
#embed "../../Tests/EcoModelTests/Vectors/synthetic.csv"
};
static const unsigned char synthetic_models[] = {
#embed "../../Tests/EcoModelTests/Vectors/tables/models.csv"
};
static const unsigned char synthetic_grid_intensity[] = {
#embed "../../Tests/EcoModelTests/Vectors/tables/grid-intensity.csv"
};
static const unsigned char synthetic_regions[] = {
#embed "../../Tests/EcoModelTests/Vectors/tables/regions.csv"
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
EcoTable eco_synthetic_regions_csv(void) {
  return (EcoTable){synthetic_regions, sizeof synthetic_regions};
}

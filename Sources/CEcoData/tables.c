#include "CEcoData.h"

static const unsigned char models[] = {
#embed "../../data/models.csv"
};
static const unsigned char grid_intensity[] = {
#embed "../../data/grid-intensity.csv"
};
static const unsigned char pue[] = {
#embed "../../data/pue.csv"
};
static const unsigned char regions[] = {
#embed "../../data/regions.csv"
};
static const unsigned char accelerators[] = {
#embed "../../data/accelerators.csv"
};
static const unsigned char id_rules[] = {
#embed "../../data/id-rules.csv"
};
static const unsigned char of_2026_11_models[] = {
#embed "../../data/editions/2026-11/models.csv"
};
static const unsigned char of_2026_11_grid_intensity[] = {
#embed "../../data/editions/2026-11/grid-intensity.csv"
};
static const unsigned char of_2026_11_regions[] = {
#embed "../../data/editions/2026-11/regions.csv"
};

EcoTable eco_models_csv(void) { return (EcoTable){models, sizeof models}; }
EcoTable eco_grid_intensity_csv(void) { return (EcoTable){grid_intensity, sizeof grid_intensity}; }
EcoTable eco_pue_csv(void) { return (EcoTable){pue, sizeof pue}; }
EcoTable eco_regions_csv(void) { return (EcoTable){regions, sizeof regions}; }
EcoTable eco_accelerators_csv(void) { return (EcoTable){accelerators, sizeof accelerators}; }
EcoTable eco_id_rules_csv(void) { return (EcoTable){id_rules, sizeof id_rules}; }
EcoTable eco_2026_11_models_csv(void) {
  return (EcoTable){of_2026_11_models, sizeof of_2026_11_models};
}
EcoTable eco_2026_11_grid_intensity_csv(void) {
  return (EcoTable){of_2026_11_grid_intensity, sizeof of_2026_11_grid_intensity};
}
EcoTable eco_2026_11_regions_csv(void) {
  return (EcoTable){of_2026_11_regions, sizeof of_2026_11_regions};
}

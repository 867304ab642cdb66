#include "CEcoData.h"

static const unsigned char models[] = {
#embed "../../data/models.csv"
};
static const unsigned char grid_intensity[] = {
#embed "../../data/grid-intensity.csv"
};
static const unsigned char regions[] = {
#embed "../../data/regions.csv"
};

EcoTable eco_models_csv(void) { return (EcoTable){models, sizeof models}; }
EcoTable eco_grid_intensity_csv(void) { return (EcoTable){grid_intensity, sizeof grid_intensity}; }
EcoTable eco_regions_csv(void) { return (EcoTable){regions, sizeof regions}; }

#ifndef ECO_DATA_H
#define ECO_DATA_H

#include <stddef.h>

// The tables of data/, byte for byte as they were when this was compiled.
// Each pointer stays valid for the life of the process.
typedef struct {
  const unsigned char *bytes;
  size_t count;
} EcoTable;

// The edition that is being worked on, or was released last.
EcoTable eco_models_csv(void);
EcoTable eco_grid_intensity_csv(void);
EcoTable eco_pue_csv(void);
EcoTable eco_regions_csv(void);
EcoTable eco_accelerators_csv(void);
EcoTable eco_id_rules_csv(void);

// Edition 2026-11, which never changes.
EcoTable eco_2026_11_models_csv(void);
EcoTable eco_2026_11_grid_intensity_csv(void);
EcoTable eco_2026_11_regions_csv(void);

// How logs say what a request was.
EcoTable eco_log_formats_csv(void);
// Where providers say that they serve.
EcoTable eco_providers_csv(void);

// What the tables and the code are checked and compared with: measured energies of data/, and the
// conformance vectors of Tests/EcoModelTests/Vectors with the tables that the synthetic ones need.
EcoTable eco_measured_energy_csv(void);
EcoTable eco_vectors_bundled_csv(void);
EcoTable eco_vectors_synthetic_csv(void);
EcoTable eco_synthetic_models_csv(void);
EcoTable eco_synthetic_grid_intensity_csv(void);
EcoTable eco_synthetic_pue_csv(void);
EcoTable eco_synthetic_regions_csv(void);
EcoTable eco_synthetic_accelerators_csv(void);
EcoTable eco_synthetic_id_rules_csv(void);
EcoTable eco_2026_11_vectors_bundled_csv(void);
EcoTable eco_2026_11_vectors_synthetic_csv(void);
EcoTable eco_2026_11_synthetic_models_csv(void);
EcoTable eco_2026_11_synthetic_grid_intensity_csv(void);
EcoTable eco_2026_11_synthetic_regions_csv(void);

#endif

#ifndef ECO_DATA_H
#define ECO_DATA_H

#include <stddef.h>

// The tables of data/, byte for byte as they were when this was compiled.
// Each pointer stays valid for the life of the process.
typedef struct {
  const unsigned char *bytes;
  size_t count;
} EcoTable;

EcoTable eco_models_csv(void);
EcoTable eco_grid_intensity_csv(void);
EcoTable eco_regions_csv(void);

#endif

#include "CEcoData.h"

// A file of its own, so that a program that links the library alone does not carry these bytes.

static const unsigned char log_formats[] = {
#embed "../../data/log-formats.csv"
};

static const unsigned char providers[] = {
#embed "../../data/providers.csv"
};

EcoTable eco_log_formats_csv(void) { return (EcoTable){log_formats, sizeof log_formats}; }
EcoTable eco_providers_csv(void) { return (EcoTable){providers, sizeof providers}; }

#include "CEcoData.h"

// A file of its own, so that a program that links the library alone does not carry these bytes.

static const unsigned char log_formats[] = {
#embed "../../data/log-formats.csv"
};

EcoTable eco_log_formats_csv(void) { return (EcoTable){log_formats, sizeof log_formats}; }

// The functions of the header are written in Swift, in EcoModelC; this holds the header to the
// compiler's warnings.
#include "ecomodel.h"

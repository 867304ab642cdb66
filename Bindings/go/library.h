/* Texts of Go, which are passed where they are. */
#include "ecomodel.h"

static inline const char *eco_go_text(_GoString_ text) {
  return _GoStringLen(text) ? _GoStringPtr(text) : "";
}

static inline int32_t eco_go_rate_find(
    const eco_estimator *estimator, _GoString_ model, _GoString_ provider, _GoString_ region, int32_t day,
    uint32_t flags, eco_rate **rate) {
  return eco_rate_find(
      estimator, eco_go_text(model), (ptrdiff_t)_GoStringLen(model), eco_go_text(provider),
      (ptrdiff_t)_GoStringLen(provider), eco_go_text(region), (ptrdiff_t)_GoStringLen(region), day, flags,
      rate);
}

static inline int32_t eco_go_accelerator(const eco_estimator *estimator, _GoString_ name) {
  return eco_estimator_accelerator(estimator, eco_go_text(name), (ptrdiff_t)_GoStringLen(name));
}

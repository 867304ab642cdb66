#include <ecomodel.h>
#include <stdio.h>

int main(void) {
  eco_estimator *eco = eco_estimator_new(NULL, 0, NULL, 0, NULL, 0); /* once: keep it */
  eco_rate *rate; /* 19839: 26 April 2024 */
  if (eco_rate_find(eco, "openai/gpt-4o-mini", -1, "openai", -1, "eu-west", -1, 19839, 0, &rate) == ECO_OK) {
    char block[300];
    eco_rate_json_block(rate, &(eco_usage){18, 0, 26, 1}, NULL, 2, block, sizeof block);
    puts(block);
  }
}

#ifndef ECO_WRITE_BACK_H
#define ECO_WRITE_BACK_H

/// Starts to write a part of an open file to disk and does not wait for it, where the system has a call for
/// that (Linux); what fails is left to the flush.
void eco_start_write_back(int file, long long start, long long count);

#endif

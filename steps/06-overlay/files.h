/* files.h - how many files this process may have open. */
/* SPDX-License-Identifier: MIT */
#ifndef FILES_H
#define FILES_H

#include <sys/resource.h>

/*
 * Host side. As many as are allowed at all, for who goes down a deep tree. What
 * was allowed before is the guest's, and has to be put back: in `before`.
 * getrlimit(2)
 */
void files_allow_all(struct rlimit *before);
void files_allow(const struct rlimit *before);

#endif

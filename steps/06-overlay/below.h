/* below.h - a directory in a directory, and not what is mounted on it. */
/* SPDX-License-Identifier: MIT */
#ifndef BELOW_H
#define BELOW_H

/*
 * Either side. Open the directory `name` in `directory`, or "." again. Returns
 * -1 and errno: EXDEV, something is mounted there; ELOOP or ENOTDIR, it is a
 * link. RESOLVE_NO_XDEV, openat2(2), since Linux 5.6
 */
int below_open(int directory, const char *name);

/* Either side. The same by O_PATH, which takes no right to read it. */
int below_find(int directory, const char *name);

#endif

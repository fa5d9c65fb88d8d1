/* contents.h - the contents of a file, copied in the cheapest way there is. */
/* SPDX-License-Identifier: MIT */
#ifndef CONTENTS_H
#define CONTENTS_H

/*
 * Host side. The contents of the file open as `from`. 0, or -1 and errno: EINTR
 * if patience_lost().
 */
int contents_copy(int from, int to);

#endif

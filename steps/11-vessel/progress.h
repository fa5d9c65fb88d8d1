/* progress.h - a bar, for what takes longer than a second. */
/* SPDX-License-Identifier: MIT */
#ifndef PROGRESS_H
#define PROGRESS_H

/*
 * Everything here is host side. The bar is on stderr, if that is a terminal,
 * and has no colours. Something begins, "pack" `what`, of which `total` bytes
 * are to be done; 0: nobody knows. At its end the line is empty again.
 */
void progress_begin(const char *doing, const char *what, long long total);
void progress_show(long long done);
void progress_end(void);
void progress_never(void); /* --quiet */

#endif

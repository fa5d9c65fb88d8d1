/* nearest.h - the word that somebody probably meant. */
/* SPDX-License-Identifier: MIT */
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

/* Either side. The one of `words` most like `word`; NULL: none is like it. */
const char *nearest(const char *word, const char *const words[], size_t count);

#endif

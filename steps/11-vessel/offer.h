/* offer.h - what a shell may offer: a line each. */
/* SPDX-License-Identifier: MIT */
#ifndef OFFER_H
#define OFFER_H

#include <stddef.h>

/* Everything here is host side. */

/* What has been typed of the word: what begins otherwise is not offered. */
void offer_typed(const char *word);

/*
 * `before`, and `length` bytes of `word`; then, behind a tab, the first line of
 * `about`, which may be NULL.
 */
void offer(
	const char *before, const char *word, size_t length, const char *about);

/* All that there are of a kind: containers, images, or what the word says,
 * "bash|zsh"; ":files" where the shell has to look. */
void offer_kind(const char *before, const char *kind);

#endif

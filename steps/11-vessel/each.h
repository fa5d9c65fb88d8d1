/* each.h - a command for several containers at once. */
/* SPDX-License-Identifier: MIT */
#ifndef EACH_H
#define EACH_H

/*
 * Host side. Call `one` for each of `words`, in a process of its own if there
 * are several: what one of them dies of does not keep the others. At most
 * `at_once` of them run at a time. Returns the highest exit code.
 */
int each_word(char **words, int at_once,
	int (*one)(const char *word, const void *argument),
	const void *argument);

#endif

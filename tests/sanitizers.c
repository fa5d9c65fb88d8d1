/* sanitizers.c - how they are to behave, also where nobody says it. */
/* SPDX-License-Identifier: MIT */

/* NOLINTNEXTLINE: that is what they call it */
const char *__asan_default_options(void);

/*
 * Linked into what "make sanitize" builds. From step 10 on, a program runs a
 * copy of itself that has nothing of our environment, and no ASAN_OPTIONS.
 */
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

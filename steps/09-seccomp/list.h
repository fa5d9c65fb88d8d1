/* list.h - the default list, compiled. */
/* SPDX-License-Identifier: MIT */
#ifndef LIST_H
#define LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "program.h"

/* The two that are loaded: what is open, and what of that is closed again. */
struct list {
	struct program open, except;
	unsigned int flags; /* SECCOMP_FILTER_FLAG_* */
};

/* Either side. Our list, for who has `capabilities`, compiled now. */
void list_compile(struct list *list, uint64_t capabilities);

/* Either side. All capabilities that open something in it. */
uint64_t list_openers(void);

/* Either side. Those that the list in our program was compiled for. */
uint64_t list_preset(void);

/*
 * Either side. The number of a call by its name, negative where this processor
 * has none. Is the name `known` at all?
 */
int call_number(const char *name, bool *known);

/*
 * Either side. What comes before all rules: other processors' calls end here
 * unless they are `open`, and calls that we do not know. `x32` are those of
 * x86-64 with short pointers.
 */
void program_add_edge(struct program *program, bool others, bool x32);

#endif

/* stack.h - directories mounted as one. */
/* SPDX-License-Identifier: MIT */
#ifndef STACK_H
#define STACK_H

#include <stdbool.h>

#include "overlay.h"

/*
 * Guest side. Mount the layer's "upper" and what is below it on the layer's
 * directory `name`. overlayfs in the kernel's documentation
 */
void stack_mount_on(const struct overlay *overlay, const char *name);

/*
 * Host side. The same mounted nowhere, each directory shown with the owners
 * that it has for the guest. Since Linux 5.19. Returns a descriptor, or -1.
 */
int stack_loosen(const struct overlay *overlay);

/* What is stacked, open in this mount namespace. */
struct stack {
	const struct overlay *overlay;
	int lowers[MOST_LOWERS + 1];
	int layer;
};

/*
 * Guest side. Open what overlay_prepare() has found, and close it again. A
 * layer in memory is mounted with it.
 */
void stack_open(struct stack *stack, const struct overlay *overlay);
void stack_close(const struct stack *stack);

/*
 * Either side. Mount it nowhere yet. Lower directories are told one by one, as
 * since Linux 6.8, or all `at_once`: then the directory of our descriptors has
 * to be the working directory. -1 and errno: EINVAL or ENOSYS, not this way.
 */
int stack_new(const struct stack *stack, bool at_once);

#endif

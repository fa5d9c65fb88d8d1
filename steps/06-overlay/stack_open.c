/* stack_open.c - what is stacked, as this mount namespace has it. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "fs.h"

#include "layer.h"
#include "stack.h"

/*
 * The host side has it open as `known`, but on a mount of the host's, and those
 * cannot be stacked in another namespace: we have to go there by name.
 */
static int open_here(const char *path, int known)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat status, expected;

	if (fd < 0)
		die_path("open", path, "cannot stack '%s'", path);
	if (fstat(fd, &status) < 0 || fstat(known, &expected) < 0 ||
		status.st_dev != expected.st_dev ||
		status.st_ino != expected.st_ino)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"'%s' has been exchanged while we started", path);
	close(known); /* there may be hundreds of them */
	return fd;
}

void stack_open(struct stack *stack, const struct overlay *overlay)
{
	for (size_t i = 0; i < overlay->lower_count; i++)
		stack->lowers[i] =
			open_here(overlay->paths[i], overlay->lowers[i]);
	/*
	 * A layer in memory is mounted nowhere yet. In our namespace it may
	 * cover the name of what we have just opened.
	 */
	if (overlay->scratch && fs_attach(overlay->layer, stack->lowers[0]) < 0)
		die("move_mount", "cannot mount the layer that is in memory");
	stack->layer = open_here(layer_path(overlay, "."), overlay->layer);
}

void stack_close(const struct stack *stack)
{
	for (size_t i = 0; i < stack->overlay->lower_count; i++)
		close(stack->lowers[i]);
	close(stack->layer);
}

/* stack_loosen.c - directories shown with other owners, mounted as one. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fs.h"
#include "rights.h"

#include "loose.h"
#include "stack.h"

/* A clone of what is mounted here can be taken only while we are here. */
static int stack_show(struct stack *stack)
{
	const struct overlay *overlay = stack->overlay;

	for (size_t i = 0; i < overlay->lower_count; i++) {
		stack->lowers[i] = loose_shown(overlay, overlay->lowers[i]);
		if (stack->lowers[i] < 0)
			return -1;
	}
	stack->layer = overlay->scratch ? overlay->layer
					: loose_shown(overlay, overlay->layer);
	return stack->layer;
}

/*
 * Until Linux 6.13 the overlay takes only what is mounted in our namespace. So
 * it is made in one that is gone a moment later. Any place in it will do: the
 * directories are told by descriptor.
 */
static int stack_hang(const struct stack *stack)
{
	int place;

	if (unshare(CLONE_NEWNS) < 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -1;
	place = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (place < 0 || fs_attach(stack->layer, place) < 0)
		return -1;
	for (size_t i = 0; i < stack->overlay->lower_count; i++)
		if (fs_attach(stack->lowers[i], place) < 0)
			return -1;
	close(place);
	return chdir("/proc/self/fd");
}

/*
 * What the overlay makes for itself, its maker makes, who has to be somebody
 * that the directories know: root of the guest, with all of our rights left.
 */
static int guest_become(const struct overlay *overlay)
{
	uid_t user = (uid_t)idmap_outside(overlay->uids, 0);
	gid_t group = (gid_t)idmap_outside(overlay->gids, 0);
	struct rights rights;

	if (rights_read(&rights) < 0 || setresgid(group, group, group) < 0 ||
		setresuid((uid_t)-1, user, user) < 0)
		return -1;
	return rights_write(&rights);
}

/* What the child opens, its parent has: one table for both. Its errno, or 0. */
static int child_work(const struct overlay *overlay, int result)
{
	struct stack stack = { .overlay = overlay };
	int tree;

	if (stack_show(&stack) < 0 || stack_hang(&stack) < 0 ||
		guest_become(overlay) < 0)
		return errno;
	tree = stack_new(&stack, false);
	if (tree < 0 && errno == EINVAL)
		tree = stack_new(&stack, true);
	if (tree < 0 || dup3(tree, result, O_CLOEXEC) < 0)
		return errno;
	for (size_t i = 0; i < overlay->lower_count; i++)
		close(stack.lowers[i]);
	if (!overlay->scratch)
		close(stack.layer);
	close(tree);
	return 0;
}

int stack_loosen(const struct overlay *overlay)
{
	int result = open("/", O_PATH | O_CLOEXEC), status = 0;
	pid_t child;

	if (result < 0)
		return -1;
	child = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (child < 0)
		return -1;
	if (child == 0)
		_exit(child_work(overlay, result));
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	return errno ? -1 : result;
}

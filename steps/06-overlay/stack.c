/* stack.c - directories mounted as one. */
/* SPDX-License-Identifier: MIT */
#include "stack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "cause.h"
#include "die.h"
#include "fs.h"

#include "attributes.h"

#define FDS "/proc/self/fd"

/*
 * What would be left to how this kernel was built, or to its parameters: a kept
 * layer has to mean the same on the next kernel.
 */
static const struct {
	const char *key, *value;
} fixed[] = {
	/* Who renames a directory copies it: nothing here points elsewhere. */
	{ "redirect_dir", "nofollow" },
	/* A file in the layer is a whole one: to be listed, sized and saved. */
	{ "metacopy", "off" },
	/* The root may be remade or moved, and is not known by its inodes. */
	{ "index", "off" },
	{ "nfs_export", "off" },
	/* st_ino does not change when a file is written to, where there is
	 * room for the number of its layer. */
	{ "xino", "auto" },
	{ NULL, NULL },
};

static bool is_of_users(const struct overlay *overlay)
{
	return !strcmp(attribute_space(overlay->userxattr), "user");
}

/*
 * Names of descriptors need no escapes, whatever colons and commas the paths
 * have; they are short, and tell nothing to who reads /proc/mounts inside.
 */
static const char *name_of(int fd, const char *below)
{
	static char name[64];

	snprintf(name, sizeof(name), FDS "/%d/%s", fd, below);
	return name;
}

/* Nobody will need a layer after a power cut that is thrown away anyway. */
static bool is_volatile(const struct overlay *overlay)
{
	return !overlay->name;
}

/* Numbers with colons between them. */
static const char *lowers_text(const struct stack *stack)
{
	static char text[4096];
	char *end = text;

	for (size_t i = 0; i < stack->overlay->lower_count; i++)
		end += snprintf(end, 8, "%s%d", i ? ":" : "", stack->lowers[i]);
	return text;
}

static int lowers_set(int fs, const struct stack *stack, bool at_once)
{
	if (at_once)
		return fs_set(fs, "lowerdir", lowers_text(stack));
	for (size_t i = 0; i < stack->overlay->lower_count; i++)
		if (fs_set(fs, "lowerdir+", name_of(stack->lowers[i], "")) < 0)
			return -1;
	return 0;
}

static int options_set(int fs, const struct stack *stack, bool at_once)
{
	const struct overlay *overlay = stack->overlay;

	if (lowers_set(fs, stack, at_once) < 0 ||
		fs_set(fs, "source", "overlay") < 0 ||
		fs_set(fs, "upperdir", name_of(stack->layer, "upper")) < 0 ||
		fs_set(fs, "workdir", name_of(stack->layer, "work")) < 0)
		return -1;
	for (size_t i = 0; fixed[i].key; i++)
		if (fs_set(fs, fixed[i].key, fixed[i].value) < 0)
			return -1;
	if (is_volatile(overlay) && fs_set(fs, "volatile", NULL) < 0)
		return -1;
	return is_of_users(overlay) ? fs_set(fs, "userxattr", NULL) : 0;
}

int stack_new(const struct stack *stack, bool at_once)
{
	int fs = fs_open("overlay"), tree = -1, error;

	if (fs < 0)
		return -1;
	if (options_set(fs, stack, at_once) == 0)
		tree = fs_mount(fs, 0);
	error = errno;
	close(fs);
	errno = error;
	return tree;
}

static int stack_attach(const struct stack *stack, int target)
{
	int tree = stack_new(stack, false);

	return tree < 0 ? -1 : close(fs_attach(tree, target));
}

/*
 * mount(2) takes all options as one text of a page: five hundred descriptors
 * fit, if their directory is the working directory.
 */
static int stack_old(const struct stack *stack, int target)
{
	int here, failed, error;
	char text[8192], *end = text;

	end += sprintf(end, "lowerdir=%s,upperdir=%d/upper,workdir=%d/work",
		lowers_text(stack), stack->layer, stack->layer);
	for (size_t i = 0; fixed[i].key; i++)
		end += snprintf(
			end, 64, ",%s=%s", fixed[i].key, fixed[i].value);
	snprintf(end, 64, "%s%s",
		is_volatile(stack->overlay) ? ",volatile" : "",
		is_of_users(stack->overlay) ? ",userxattr" : "");
	here = open(".", O_PATH | O_CLOEXEC);
	if (here < 0 || chdir(FDS) < 0)
		die("chdir", "cannot enter '" FDS "'");
	failed = mount("overlay", name_of(target, ""), "overlay", 0, text);
	error = errno;
	/* What people have named, they have named from where they are. */
	if (fchdir(here) < 0)
		die("fchdir", "cannot go back to where we were");
	close(here);
	errno = error;
	return failed;
}

void stack_mount_on(const struct overlay *overlay, const char *name)
{
	struct stack stack = { .overlay = overlay };
	int target;

	stack_open(&stack, overlay);
	target = openat(stack.layer, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (target < 0)
		die("open", "cannot open '%s' of the layer", name);
	if (stack_attach(&stack, target) < 0 &&
		((errno != EINVAL && errno != ENOSYS) ||
			stack_old(&stack, target) < 0))
		die_of(&(struct death){ EXIT_LAUNCHER, errno, "mount",
			       cause_of("overlay", errno) },
			"cannot mount an overlay on '%s'", overlay->paths[0]);
	close(target);
	stack_close(&stack);
}

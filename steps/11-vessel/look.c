/* look.c - a look into a container, by somebody who runs nothing there. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "caps.h"
#include "die.h"
#include "guard.h"
#include "signals.h"
#include "undo.h"

#include "cp.h"
#include "start.h"

/* Of docker's capabilities, those that are about files. capabilities(7) */
static void look_limit(struct caps *caps)
{
	static const int about_files[] = { CAP_CHOWN, CAP_DAC_OVERRIDE,
		CAP_FOWNER, CAP_FSETID, CAP_MKNOD, CAP_SETFCAP };
	bool groups_fixed = caps->groups_fixed;

	*caps = (struct caps){ .drop = UINT64_MAX,
		.never = caps->never,
		.groups_fixed = groups_fixed };
	for (size_t i = 0; i < sizeof(about_files) / sizeof(*about_files); i++)
		caps->drop &= ~(UINT64_C(1) << about_files[i]);
}

static _Noreturn void look_around(const struct look *look)
{
	caps_apply(&look->guest.caps);
	signals_let_go();
	look->function(look->argument);
	_exit(EXIT_SUCCESS);
}

/* The guest side of a look into one that runs. */
static void look_join(void *argument)
{
	const struct look *look = argument;

	enter_join(&look->guest.enter);
	look_around(look);
}

/* Its file systems, its root and its users, and not its processes: then they
 * have no number for us. */
static struct child look_into(struct look *look, struct container *container)
{
	const struct option_row with = { .name = "with",
		.target = &look->guest.enter.with };
	struct enter *enter = &look->guest.enter;
	static char number[16];
	char path[48];

	snprintf(number, sizeof(number), "%d", container->pid);
	enter->target = number;
	enter_take_parts(&with, "user,mnt,root");
	enter_open(enter);
	container_same(container);
	enter_learn(enter);
	look->guest.caps.groups_fixed = enter->groups_fixed;
	snprintf(path, sizeof(path), "/proc/%d/uid_map", enter->pid);
	idmap_read(&look->uids, path);
	snprintf(path, sizeof(path), "/proc/%d/gid_map", enter->pid);
	idmap_read(&look->gids, path);
	look_limit(&look->guest.caps);
	return spawn(0, look_join, look);
}

/* The guest side of a look into one that does not run. */
static void look_stand(void *argument)
{
	const struct look *look = argument;

	userns_enter(&look->guest.userns);
	rootfs_private();
	rootfs_enter(overlay_mount(&look->guest.overlay), &look->guest.mounts);
	look_around(look);
}

/* Names of volumes are meant from where the container was created. */
static void look_go(const char *directory)
{
	static int here = -1;

	if (here < 0)
		here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (here < 0 || (directory ? chdir(directory) : fchdir(here)) < 0)
		die("chdir", "cannot go to '%s'", directory ? directory : ".");
}

/* A launch that ends where its root stands: without what is the kernel's. */
static struct child look_mount(struct look *look)
{
	static const struct mount none[] = { { 0 } };
	static const char *const no_paths[] = { NULL };
	struct guest *guest = &look->guest;
	struct child child;

	guest->mounts.mounts = none;
	guest->mounts.devices = NULL;
	guest->mounts.masked = guest->mounts.readonly = no_paths;
	guest->mounts.no_devices = true;
	start_files(guest);
	look_go(json_text(guest->container->config, "directory"));
	userns_prepare(&guest->userns);
	overlay_map(&guest->overlay, &guest->userns.uids, &guest->userns.gids,
		guest->userns.twin);
	guest->overlay.no_sweep = true;
	overlay_prepare(&guest->overlay, guest->rootfs);
	guest->overlay.fresh = false; /* kept, though no command has run */
	mounts_open(&guest->mounts);
	look_go(NULL);
	look_limit(&guest->caps);
	userns_own(&guest->userns);
	child = spawn(ROOTFS_NAMESPACES | userns_namespaces(&guest->userns),
		look_stand, look);
	userns_map(&guest->userns, child.pid);
	if (userns_namespaces(&guest->userns)) {
		look->uids = guest->userns.uids;
		look->gids = guest->userns.gids;
	}
	return child;
}

struct child look_start(struct look *look, struct container *container)
{
	struct guest *guest = &look->guest;

	start_recall(guest, container);
	if (container->status == RUNNING || container->status == PAUSED)
		return look_into(look, container);
	/* Nobody starts it now, and nobody else mounts the same. */
	container_lock(container);
	if (container->status != CREATED && container->status != EXITED)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "type it once more" },
			"container %s was started meanwhile", container->name);
	return look_mount(look);
}

/* It has said something, or ended; or a signal came. Returns its number. */
static int look_listen(const struct child *child)
{
	int number;

	do
		number = signals_wait(child->gate);
	while (!number && die_hear(child->gate) != HEARD_NOTHING);
	return number;
}

static int look_wait(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		return EXIT_SIGNAL + WTERMSIG(status);
	return WEXITSTATUS(status);
}

int look_end(struct look *look, struct child *child, pid_t other)
{
	int number, code, others = 0;

	spawn_release(child);
	number = look_listen(child);
	if (number)
		kill(child->pid, SIGKILL);
	if (number && other)
		kill(other, SIGKILL);
	code = look_wait(child->pid);
	guard_end(child->guard);
	if (other)
		others = look_wait(other);
	if (look->guest.overlay.name)
		userns_inherit(&look->guest.userns);
	undo_all();
	container_close(look->guest.container);
	if (number)
		return EXIT_SIGNAL + number;
	/* Who cannot pass on what it reads dies of that, and says nothing. */
	if (code > EXIT_SIGNAL && code != EXIT_SIGNAL + SIGPIPE && !others)
		warn_line("who looked into container %s was killed: %s",
			look->guest.container->name,
			strsignal(code - EXIT_SIGNAL));
	return others ? others : code;
}

/* 03-mnt-ns - run a command in a file system of its own. */
/* SPDX-License-Identifier: MIT */
#include "exec.h"
#include "file.h"
#include "options.h"
#include "spawn.h"

#include "init.h"
#include "rootfs.h"

struct guest {
	const char *rootfs;
	struct init init;
	struct mounts mounts;
	char **command;
};

/* The guest side: from here on, we are the child. */
static void guest_start(void *argument)
{
	const struct guest *guest = argument;

	init_name(&guest->init);
	rootfs_private();
	rootfs_enter(guest->rootfs, &guest->mounts);
	init_stay(&guest->init);
	exec_command(guest->command);
}

/* The host side: what can only be done from out here, then wait. */
static int guest_run(struct guest *guest)
{
	struct child child =
		spawn(INIT_NAMESPACES | ROOTFS_NAMESPACES, guest_start, guest);

	spawn_release(&child);
	return spawn_wait(&child);
}

int main(int argc, char **argv)
{
	struct guest guest = {
		.rootfs = file_near_program("../rootfs"),
		.init.hostname = "03-mnt-ns",
		.mounts = DEFAULT_MOUNTS,
	};
	const struct option_row options[] = {
		{ "rootfs", 0, "DIR", "the directory that becomes /",
			option_string, &guest.rootfs },
		INIT_OPTIONS(&guest.init),
		MOUNTS_OPTIONS(&guest.mounts),
		{ 0 },
	};
	const struct usage usage = {
		.name = "03-mnt-ns",
		.about = "Mounts and a root of its own for one command.",
		.options = options,
	};

	guest.command = options_parse(&usage, argc, argv);
	return guest_run(&guest);
}

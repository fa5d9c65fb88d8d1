/* 03-mnt-ns - run a command in a file system of its own. */
/* SPDX-License-Identifier: MIT */
#include <stdbool.h>

#include "exec.h"
#include "file.h"
#include "options.h"
#include "spawn.h"

#include "init.h"
#include "rootfs.h"

struct guest {
	const char *rootfs;
	const char *hostname;
	bool init;
	struct mounts mounts;
	char **command;
};

/* The guest side: from here on, we are the child. */
static void guest_start(void *argument)
{
	const struct guest *guest = argument;

	init_name(guest->hostname);
	rootfs_enter(guest->rootfs, &guest->mounts);
	if (guest->init)
		init_stay();
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
		.hostname = "03-mnt-ns",
		.mounts = DEFAULT_MOUNTS,
	};
	const struct option_row options[] = {
		{ "rootfs", 0, "DIR", "the directory that becomes /",
			option_string, &guest.rootfs },
		{ "hostname", 'h', "NAME", "what the machine is called inside",
			option_string, &guest.hostname },
		{ "init", 0, NULL, "an init as PID 1, the command as its child",
			option_flag, &guest.init },
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

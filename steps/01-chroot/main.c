/* 01-chroot - run a command that has a root directory of its own. */
/* SPDX-License-Identifier: MIT */
#include "exec.h"
#include "file.h"
#include "options.h"
#include "spawn.h"

#include "jail.h"

struct guest {
	const char *rootfs;
	char **command;
};

/* The guest side: from here on, we are the child. */
static void guest_start(void *argument)
{
	const struct guest *guest = argument;

	jail_enter(guest->rootfs);
	exec_command(guest->command);
}

/* The host side: what can only be done from out here, then wait. */
static int guest_run(struct guest *guest)
{
	struct child child = spawn(0, guest_start, guest);

	spawn_release(&child);
	return spawn_wait(&child);
}

int main(int argc, char **argv)
{
	struct guest guest = {
		.rootfs = file_near_program("../rootfs"),
	};
	const struct option_row options[] = {
		{ "rootfs", 0, "DIR", "the directory that becomes /",
			option_string, &guest.rootfs },
		{ 0 },
	};
	const struct usage usage = {
		.name = "01-chroot",
		.about = "Run a command in a root directory of its own.",
		.options = options,
	};

	guest.command = options_parse(&usage, argc, argv);
	return guest_run(&guest);
}

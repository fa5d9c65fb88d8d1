/* guest.h - all that a launch is made of. */
/* SPDX-License-Identifier: MIT */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>

#include "caps.h"
#include "cgroup.h"
#include "container.h"
#include "enter.h"
#include "filter.h"
#include "image.h"
#include "init.h"
#include "manner.h"
#include "monitor.h"
#include "overlay.h"
#include "rootfs.h"
#include "settings.h"
#include "userns.h"
#include "veth.h"

struct restored;

struct guest {
	const char *rootfs;
	struct init init;
	struct mounts mounts;
	struct veth net;
	struct cgroup cgroup;
	struct overlay overlay;
	struct userns userns;
	struct caps caps;
	struct filter filter;
	struct enter enter;
	struct settings settings;
	struct manner manner;
	struct stdio stdio;
	struct image image;
	struct container *container;
	struct restored *restored; /* from this checkpoint; NULL: anew */
	int client; /* of who waits for it at a terminal; -1: nobody */
	int ready;  /* a byte on it: the command runs */
	char **command;
};

/*
 * Host side. Take the options off `argv`, as for `vessel run`, and fill `guest`
 * with them. Returns the words after them: the image and the command.
 */
char **guest_parse(struct guest *guest, int argc, char **argv);

/*
 * Host side, in a process of its own. Launch guest->container; what fails ends
 * the process, with all undone. When the command runs, there is a byte on
 * guest->ready, and this process becomes the monitor.
 */
_Noreturn void guest_run(struct guest *guest);

/* Host side. The same, but it goes on from guest->restored. */
_Noreturn void guest_restore(struct guest *guest);

/*
 * Host side. Take up what the launch of guest->container left, when its command
 * has ended with `code`: say what there is to say, and undo all.
 */
void guest_end(struct guest *guest, int code);

/* Host side. Run guest->command in the guest that guest->enter means. */
int visitor_run(struct guest *guest);

#endif

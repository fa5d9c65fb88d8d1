/* 08-capabilities - run a command with few of the powers of root. */
/* SPDX-License-Identifier: MIT */
#include "exec.h"
#include "file.h"
#include "options.h"
#include "spawn.h"
#include "undo.h"

#include "caps.h"
#include "init.h"
#include "overlay.h"
#include "rootfs.h"
#include "veth.h"

struct guest {
	const char *rootfs;
	struct init init;
	struct mounts mounts;
	struct veth net;
	struct overlay overlay;
	struct caps caps;
	char **command;
};

/* The guest side: from here on, we are the child. */
static void guest_start(void *argument)
{
	const struct guest *guest = argument;

	init_name(&guest->init);
	veth_configure(&guest->net);
	rootfs_private();
	rootfs_enter(overlay_mount(&guest->overlay), &guest->mounts);
	caps_apply(&guest->caps);
	init_stay(&guest->init);
	exec_command(guest->command);
}

/* Who is who, for the guest: files that the root does not have. hosts(5) */
static void guest_name_others(struct guest *guest)
{
	mounts_add_text(&guest->mounts, "/etc/hosts",
		veth_hosts(&guest->net, guest->init.hostname));
	mounts_add_text(&guest->mounts, "/etc/resolv.conf",
		veth_resolv_conf(&guest->net));
}

/* The host side: what can only be done from out here, then wait. */
static int guest_run(struct guest *guest)
{
	struct child child;
	int code;

	overlay_prepare(&guest->overlay, guest->rootfs);
	veth_prepare(&guest->net);
	guest_name_others(guest);
	child = spawn(INIT_NAMESPACES | ROOTFS_NAMESPACES |
			      veth_namespaces(&guest->net),
		guest_start, guest);
	veth_attach(&guest->net, child.pid);
	spawn_release(&child);
	code = spawn_wait(&child);
	overlay_report(&guest->overlay);
	undo_all();
	return code;
}

int main(int argc, char **argv)
{
	struct guest guest = {
		.rootfs = file_near_program("../rootfs"),
		.init.hostname = "08-capabilities",
		.mounts = DEFAULT_MOUNTS,
		.net = DEFAULT_VETH,
		.overlay = DEFAULT_OVERLAY,
	};
	const struct option_row options[] = {
		{ "rootfs", 0, "DIR", "the directory that becomes /",
			option_string, &guest.rootfs },
		INIT_OPTIONS(&guest.init),
		MOUNTS_OPTIONS(&guest.mounts),
		VETH_OPTIONS(&guest.net),
		OVERLAY_OPTIONS(&guest.overlay),
		CAPS_OPTIONS(&guest.caps),
		{ 0 },
	};
	const struct usage usage = {
		.name = "08-capabilities",
		.about = "Few of the powers of root, for one command.",
		.options = options,
	};

	guest.command = options_parse(&usage, argc, argv);
	return guest_run(&guest);
}

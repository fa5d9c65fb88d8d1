/* 06-overlay - run a command on a layer of its own, over the root. */
/* SPDX-License-Identifier: MIT */
#include "exec.h"
#include "file.h"
#include "options.h"
#include "spawn.h"
#include "undo.h"

#include "cgroup.h"
#include "init.h"
#include "overlay.h"
#include "rootfs.h"
#include "veth.h"

struct guest {
	const char *rootfs;
	struct init init;
	struct mounts mounts;
	struct veth net;
	struct cgroup cgroup;
	struct overlay overlay;
	char **command;
};

/* The guest side: from here on, we are the child. */
static void guest_start(void *argument)
{
	const struct guest *guest = argument;

	cgroup_enter(&guest->cgroup);
	init_name(&guest->init);
	veth_configure(&guest->net);
	rootfs_private();
	rootfs_enter(overlay_mount(&guest->overlay), &guest->mounts);
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

/* What it sees of its groups, and the devices that it was given. */
static void guest_furnish(struct guest *guest)
{
	for (const struct view *view = cgroup_views(&guest->cgroup);
		view->target; view++)
		mounts_add(&guest->mounts,
			&(struct mount){ .target = view->target,
				.type = view->type,
				.options = view->options,
				.attributes = view->attributes,
				.directories = view->directories });
	for (const struct node *node = guest->cgroup.nodes; node->name; node++)
		mounts_add_device(&guest->mounts,
			&(struct device){ node->name, node->major, node->minor,
				node->mode, node->owner, node->group,
				node->source });
	guest->mounts.no_devices = !cgroup_limits_devices(&guest->cgroup);
}

/* The host side: what can only be done from out here, then wait. */
static int guest_run(struct guest *guest)
{
	struct child child;
	int code;

	overlay_prepare(&guest->overlay, guest->rootfs);
	veth_prepare(&guest->net);
	guest_name_others(guest);
	cgroup_prepare(&guest->cgroup);
	guest_furnish(guest);
	child = spawn_into(cgroup_birth(&guest->cgroup),
		INIT_NAMESPACES | ROOTFS_NAMESPACES |
			veth_namespaces(&guest->net),
		guest_start, guest);
	veth_attach(&guest->net, child.pid);
	cgroup_attach(&guest->cgroup, child.pid);
	spawn_release(&child);
	code = spawn_wait(&child);
	cgroup_report(&guest->cgroup, code);
	code = overlay_report(&guest->overlay, code);
	undo_all();
	return code;
}

int main(int argc, char **argv)
{
	struct guest guest = {
		.rootfs = file_near_program("../rootfs"),
		.init.hostname = "06-overlay",
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
		CGROUP_OPTIONS(&guest.cgroup),
		OVERLAY_OPTIONS(&guest.overlay),
		{ 0 },
	};
	const struct usage usage = {
		.name = "06-overlay",
		.about = "A root of its own to write to, for one command.",
		.options = options,
	};

	guest.command = options_parse(&usage, argc, argv);
	return guest_run(&guest);
}

/* 09-seccomp - run a command with few of the system calls. */
/* SPDX-License-Identifier: MIT */
#include "exec.h"
#include "file.h"
#include "options.h"
#include "spawn.h"
#include "undo.h"

#include "caps.h"
#include "cgroup.h"
#include "filter.h"
#include "init.h"
#include "overlay.h"
#include "rootfs.h"
#include "userns.h"
#include "veth.h"

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
	char **command;
};

/* The guest side: from here on, we are the child. */
static void guest_start(void *argument)
{
	const struct guest *guest = argument;

	cgroup_enter(&guest->cgroup);
	userns_enter(&guest->userns);
	init_name(&guest->init);
	veth_configure(&guest->net);
	rootfs_private();
	rootfs_enter(overlay_mount(&guest->overlay), &guest->mounts);
	filter_enter(&guest->filter, caps_bounds(&guest->caps));
	caps_apply(&guest->caps);
	filter_close(&guest->filter);
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

/* Whose the files are in there, and what does without root's rights. */
static void guest_be_nobody(struct guest *guest)
{
	userns_prepare(&guest->userns);
	overlay_map(&guest->overlay, &guest->userns.uids, &guest->userns.gids,
		guest->userns.twin);
	if (guest->userns.rootless)
		veth_do_without(&guest->net);
}

/* The host side: what can only be done from out here, then wait. */
static int guest_run(struct guest *guest)
{
	struct child child;
	int code;

	filter_prepare(&guest->filter, guest->caps.no_new_privs);
	guest_be_nobody(guest);
	overlay_prepare(&guest->overlay, guest->rootfs);
	veth_prepare(&guest->net);
	guest_name_others(guest);
	cgroup_prepare(&guest->cgroup);
	guest_furnish(guest);
	mounts_open(&guest->mounts);
	userns_own(&guest->userns);
	child = spawn_into(cgroup_birth(&guest->cgroup),
		INIT_NAMESPACES | ROOTFS_NAMESPACES |
			veth_namespaces(&guest->net) |
			userns_namespaces(&guest->userns),
		guest_start, guest);
	userns_map(&guest->userns, child.pid);
	veth_attach(&guest->net, child.pid);
	cgroup_attach(&guest->cgroup, child.pid);
	spawn_release(&child);
	code = spawn_wait(&child);
	cgroup_report(&guest->cgroup, code);
	userns_inherit(&guest->userns);
	code = overlay_report(&guest->overlay, code);
	undo_all();
	return code;
}

int main(int argc, char **argv)
{
	struct guest guest = {
		.rootfs = file_near_program("../rootfs"),
		.init.hostname = "09-seccomp",
		.mounts = DEFAULT_MOUNTS,
		.net = DEFAULT_VETH,
		.overlay = DEFAULT_OVERLAY,
		.userns = DEFAULT_USERNS,
	};
	const struct option_row options[] = {
		{ "rootfs", 0, "DIR", "the directory that becomes /",
			option_string, &guest.rootfs },
		INIT_OPTIONS(&guest.init),
		MOUNTS_OPTIONS(&guest.mounts),
		VETH_OPTIONS(&guest.net),
		CGROUP_OPTIONS(&guest.cgroup),
		OVERLAY_OPTIONS(&guest.overlay),
		USERNS_OPTIONS(&guest.userns),
		CAPS_OPTIONS(&guest.caps),
		FILTER_OPTIONS(&guest.filter),
		{ 0 },
	};
	const struct usage usage = {
		.name = "09-seccomp",
		.about = "Few of the system calls, for one command.",
		.options = options,
	};

	guest.command = options_parse(&usage, argc, argv);
	return guest_run(&guest);
}

/* vessel - containers, from the first command to the last. */
/* SPDX-License-Identifier: MIT */
#include "exec.h"
#include "file.h"
#include "spawn.h"
#include "undo.h"

#include "caps.h"
#include "cgroup.h"
#include "command.h"
#include "console.h"
#include "enter.h"
#include "filter.h"
#include "guest.h"
#include "init.h"
#include "inner.h"
#include "overlay.h"
#include "restore.h"
#include "rootfs.h"
#include "settings.h"
#include "start.h"
#include "user.h"
#include "userns.h"
#include "veth.h"
#include "visit.h"

/* Whose the command's terminal, or its pipes, are. */
static uid_t guest_owner(const struct guest *guest)
{
	return user_find(guest->caps.user, guest->caps.group).uid;
}

/* The guest side: from here on, we are the child. */
static void guest_start(void *argument)
{
	const struct guest *guest = argument;

	settings_start(&guest->settings);
	cgroup_enter(&guest->cgroup);
	userns_enter(&guest->userns);
	init_name(&guest->init);
	veth_configure(&guest->net);
	settings_tune(&guest->settings);
	rootfs_private();
	rootfs_enter(overlay_mount(&guest->overlay), &guest->mounts);
	settings_apply(&guest->settings);
	stdio_take(&guest->stdio, guest_owner(guest));
	console_show(guest->stdio.terminal[1]);
	filter_enter(&guest->filter, caps_bounds(&guest->caps));
	caps_apply(&guest->caps);
	filter_close(&guest->filter);
	init_stay(&guest->init);
	console_own(guest->stdio.terminal[1]);
	settings_enter(&guest->settings);
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

/*
 * The host side: what can only be done from out here. Who waits for the end is
 * the monitor, which we become.
 */
void guest_run(struct guest *guest)
{
	struct child child;

	start_prepare(guest);
	filter_prepare(&guest->filter, guest->caps.no_new_privs);
	guest_be_nobody(guest);
	overlay_prepare(&guest->overlay, guest->rootfs);
	veth_prepare(&guest->net);
	guest_name_others(guest);
	cgroup_prepare(&guest->cgroup);
	inner_divide(guest);
	guest_furnish(guest);
	mounts_open(&guest->mounts);
	stdio_make(&guest->stdio, guest->manner.terminal,
		guest->manner.interactive, userns_root(&guest->userns));
	userns_own(&guest->userns);
	child = spawn_into(cgroup_birth(&guest->cgroup),
		INIT_NAMESPACES | ROOTFS_NAMESPACES |
			veth_namespaces(&guest->net) |
			userns_namespaces(&guest->userns),
		guest_start, guest);
	userns_map(&guest->userns, child.pid);
	veth_attach(&guest->net, child.pid);
	cgroup_attach(&guest->cgroup, child.pid);
	settings_attach(&guest->settings, child.pid);
	start_finish(guest, &child);
}

/*
 * The same, but what runs comes from a checkpoint. Namespaces, rights and
 * filter are in there: it takes what the host has of a guest, and who makes
 * the rest.
 */
void guest_restore(struct guest *guest)
{
	struct child child;

	start_prepare(guest);
	guest_be_nobody(guest);
	overlay_prepare(&guest->overlay, guest->rootfs);
	veth_prepare(&guest->net);
	guest_name_others(guest);
	cgroup_prepare(&guest->cgroup);
	guest_furnish(guest);
	stdio_make(&guest->stdio, guest->manner.terminal,
		guest->manner.interactive, userns_root(&guest->userns));
	restore_prepare(guest);
	child = spawn_into(cgroup_birth(&guest->cgroup), ROOTFS_NAMESPACES,
		restore_start, guest);
	restore_finish(guest, &child);
}

/* The host side, later, and another process: it has ended with `code`. */
void guest_end(struct guest *guest, int code)
{
	start_resume(guest);
	cgroup_report(&guest->cgroup, code);
	userns_inherit(&guest->userns);
	undo_all();
}

/* Who joins a guest has no more rights than it. */
static void visitor_be_no_more(struct guest *guest)
{
	struct enter *enter = &guest->enter;

	enter_learn(enter);
	guest->caps.add_all = enter->all_caps;
	guest->caps.never = enter->never;
	guest->caps.no_new_privs |= enter->no_new_privs;
	guest->caps.groups_fixed = enter->groups_fixed;
	guest->filter.off |= enter->copies != NULL;
	filter_prepare(&guest->filter, guest->caps.no_new_privs);
}

/*
 * The guest side of that. In the sight of those in there comes only the child
 * that spawn_step() returns in, which has nothing left that they could take.
 */
static void visitor_start(void *argument)
{
	const struct guest *guest = argument;

	cgroup_join(&guest->cgroup);
	enter_join(&guest->enter);
	settings_apply(&guest->settings);
	stdio_take(&guest->stdio, guest_owner(guest));
	filter_enter(&guest->filter, caps_bounds(&guest->caps));
	enter_filter(&guest->enter);
	caps_apply(&guest->caps);
	enter_close(&guest->enter);
	filter_close(&guest->filter);
	visit_part();
	spawn_step();
	visit_own(guest);
	settings_enter(&guest->settings);
	exec_command(guest->command);
}

/* The host side of who joins a guest. */
int visitor_run(struct guest *guest)
{
	struct child child;

	enter_prepare(&guest->enter);
	cgroup_find(&guest->cgroup, guest->enter.group);
	visitor_be_no_more(guest);
	visit_prepare(guest);
	child = spawn_into(
		cgroup_birth(&guest->cgroup), 0, visitor_start, guest);
	spawn_release(&child);
	stdio_receive(&guest->stdio, child.pid);
	spawn_follow(&child);
	return visit_wait(guest, &child);
}

int main(int argc, char **argv)
{
	return command_run(argc, argv);
}

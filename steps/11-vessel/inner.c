/* inner.c - guests that manage themselves: systemd, and vessel in vessel. */
/* SPDX-License-Identifier: MIT */
#include "inner.h"

#include <linux/mount.h>
#include <stdio.h>

#include "die.h"

/*
 * It is told what it is in, and which machine that is, if the image does not
 * say: machine-id(5). And it gets what it would mount itself, but may not.
 */
static void inner_systemd(struct guest *guest)
{
	static const struct mount rows[] = {
		{ "/run", "tmpfs", .options = "mode=755,size=20%",
			.attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV },
		{ "/run/lock", "tmpfs", .options = "mode=1777,size=5m",
			.attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
				      MOUNT_ATTR_NOEXEC },
		{ "/tmp", "tmpfs", .options = "mode=1777,size=50%",
			.attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV },
	};
	char machine[48];

	if (guest->init.stays)
		options_refuse("'--init' beside '--systemd': both would be PID"
			       " 1");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		mounts_add(&guest->mounts, &rows[i]);
	snprintf(machine, sizeof(machine), "container_uuid=%.32s",
		guest->container->id);
	environment_set(&guest->settings.environment, machine);
	environment_set(&guest->settings.environment, "container=vessel");
}

/*
 * A launch in there mounts, pivots, makes namespaces and a bridge: rights that
 * are over the guest's own, as long as its root is nobody outside. And the
 * kernel mounts a proc(5) in a further user namespace only where one is seen
 * whole: nothing may be hidden. What is hidden else, that nobody cannot read
 * anyhow.
 */
static void inner_nesting(struct guest *guest)
{
	static const char *const none[] = { NULL };

	if (guest->userns.off)
		options_refuse("'--nesting' beside '--userns host': its root"
			       " would be the host's, with all rights");
	caps_take_add(&(struct option_row){ .name = "cap-add",
			      .target = &guest->caps },
		"SYS_ADMIN,NET_ADMIN");
	guest->filter.launches = true;
	guest->mounts.masked = none;
	guest->mounts.readonly = none;
}

void inner_prepare(struct guest *guest)
{
	if (guest->settings.systemd)
		inner_systemd(guest);
	if (guest->settings.nesting)
		inner_nesting(guest);
}

void inner_divide(struct guest *guest)
{
	if (!guest->settings.systemd && !guest->settings.nesting)
		return;
	/* (Who launches in there does without, and says so.) */
	if (!cgroup_divide(&guest->cgroup, userns_root(&guest->userns)) &&
		guest->settings.systemd)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "--init and a service manager that needs"
				       " none, as runit: or have systemd"
				       " delegate one" },
			"systemd needs a group of its own, of version 2 or of"
			" name=systemd, and there is none to be had");
}

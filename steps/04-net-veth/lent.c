/* lent.c - an interface of the host that moves in, and comes back. */
/* SPDX-License-Identifier: MIT */
#include "lent.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "kept.h"
#include "link.h"

int lent_namespace(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("open", "cannot open '%s'", path);
	return fd;
}

void lent_prepare(struct veth *veth)
{
	struct lent *lent = calloc(1, sizeof(*lent));

	if (!lent)
		die("malloc", "cannot keep '%s' in memory", veth->interface);
	netlink_open(&lent->here);
	if (link_find(&lent->here, veth->interface, &lent->link) < 0)
		netlink_die(&lent->here, "cannot lend the interface '%s'",
			veth->interface);
	if (lent->link.master)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "it would not come back as one: take it"
				       " out, 'ip link set NAME nomaster'" },
			"'%s' is a port of another interface", veth->interface);
	kept_read(&lent->here, &lent->link, &lent->kept);
	lent->home = lent_namespace("/proc/self/ns/net");
	veth->lent = lent;
}

/* Its own name, or if somebody has taken that meanwhile, one that is free. */
static void name_choose(struct lent *lent, char name[static IFNAMSIZ])
{
	struct link other;

	memcpy(name, lent->link.name, IFNAMSIZ);
	if (link_find(&lent->here, name, &other) < 0)
		return;
	snprintf(name, IFNAMSIZ, "lent%u", (unsigned int)getpid());
	warn_line("there is another '%s' now: it comes back as '%s'",
		lent->link.name, name);
}

void lent_return(void *argument)
{
	struct lent *lent = argument;
	char name[IFNAMSIZ];
	struct link link;

	if (!lent->moved)
		return;
	if (!lent->index_away &&
		link_find(&lent->there, lent->link.name, &link) == 0)
		lent->index_away = link.index;
	name_choose(lent, name);
	if (link_move(&lent->there, lent->index_away, name, lent->home) < 0 ||
		link_find(&lent->here, name, &link) < 0) {
		warn_line("'%s' does not come back: %s", lent->link.name,
			strerror(errno));
		return;
	}
	link_set_up(&lent->here, link.index, lent->link.flags & IFF_UP);
	kept_write(&lent->here, &lent->kept, &link);
}

void lent_reach(struct lent *lent)
{
	/* A socket belongs to where it was opened, wherever we go then. */
	if (setns(lent->away, CLONE_NEWNET) < 0)
		die("setns", "cannot look into the guest's network");
	netlink_open(&lent->there);
	if (setns(lent->home, CLONE_NEWNET) < 0)
		die("setns", "cannot return to our own network");
}

void lent_attach(struct veth *veth, pid_t pid)
{
	struct lent *lent = veth->lent;
	struct link link;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	lent->away = lent_namespace(path);
	lent_reach(lent);
	/* Now, as even this may fail, and it must not while it is away. */
	undo_later(lent_return, lent);
	if (link_move(&lent->here, lent->link.index, lent->link.name,
		    lent->away) < 0)
		netlink_die(&lent->here, "cannot lend the interface '%s'",
			lent->link.name);
	lent->moved = true;
	if (link_find(&lent->there, lent->link.name, &link) < 0)
		netlink_die(&lent->there, "cannot find '%s' in the guest",
			lent->link.name);
	lent->index_away = link.index;
}

void lent_configure(struct netlink *netlink, const struct veth *veth)
{
	struct link link;

	if (link_find(netlink, veth->interface, &link) < 0 ||
		link_set_up(netlink, link.index, true) < 0)
		netlink_die(netlink, "cannot bring up '%s'", veth->interface);
	kept_write(netlink, &veth->lent->kept, &link);
}

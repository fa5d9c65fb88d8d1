/* lent.c - an interface of the host that moves in, and comes back. */
/* SPDX-License-Identifier: MIT */
#include "lent.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "undo.h"

#include "kept.h"
#include "link.h"

struct lent {
	struct link link;
	struct kept kept;
	int home, away;         /* network namespaces */
	struct netlink outside; /* a socket that stays in `away` */
	unsigned int index_away;
};

static int namespace_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die("open", "cannot open '%s'", path);
	return fd;
}

void lent_prepare(struct veth *veth)
{
	struct lent *lent = calloc(1, sizeof(*lent));
	struct netlink netlink;

	if (!lent)
		die("malloc", "cannot keep '%s' in memory", veth->interface);
	netlink_open(&netlink);
	if (link_find(&netlink, veth->interface, &lent->link) < 0)
		netlink_die(&netlink, "cannot lend the interface '%s'",
			veth->interface);
	kept_read(&netlink, &lent->link, &lent->kept);
	netlink_close(&netlink);
	lent->home = namespace_open("/proc/self/ns/net");
	veth->lent = lent;
}

/*
 * The kernel would give back a card, and destroy anything virtual: so take it
 * out before the namespace dies, which our descriptor of it holds up.
 */
static void lent_return(void *argument)
{
	struct lent *lent = argument;
	struct netlink netlink;
	struct link link;

	if (link_move(&lent->outside, lent->index_away, lent->link.name,
		    lent->home) < 0) {
		warn_line("'%s' does not come back: %s", lent->link.name,
			strerror(errno));
		return;
	}
	netlink_open(&netlink);
	if (link_find(&netlink, lent->link.name, &link) == 0) {
		link_set_up(&netlink, link.index, lent->link.flags & IFF_UP);
		kept_write(&netlink, &lent->kept, &link);
	}
	netlink_close(&netlink);
}

void lent_attach(struct veth *veth, pid_t pid)
{
	struct lent *lent = veth->lent;
	struct netlink netlink;
	struct link link;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	lent->away = namespace_open(path);
	/* A socket belongs to where it was opened, wherever we go then. */
	if (setns(lent->away, CLONE_NEWNET) < 0)
		die("setns", "cannot look into the guest's network");
	netlink_open(&lent->outside);
	if (setns(lent->home, CLONE_NEWNET) < 0)
		die("setns", "cannot return to our own network");
	netlink_open(&netlink);
	if (link_move(&netlink, lent->link.index, lent->link.name, lent->away) <
		0)
		netlink_die(&netlink, "cannot lend the interface '%s'",
			lent->link.name);
	netlink_close(&netlink);
	if (link_find(&lent->outside, lent->link.name, &link) == 0)
		lent->index_away = link.index;
	undo_later(lent_return, lent);
}

void lent_configure(struct netlink *netlink, const struct veth *veth)
{
	struct link link;

	if (link_find(netlink, veth->interface, &link) < 0 ||
		link_set_up(netlink, link.index, true) < 0)
		netlink_die(netlink, "cannot bring up '%s'", veth->interface);
	kept_write(netlink, &veth->lent->kept, &link);
}

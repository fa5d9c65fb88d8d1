/* forward.c - the host passes on what goes to guests, and what they send. */
/* SPDX-License-Identifier: MIT */
#include "bridge.h"

#include <errno.h>
#include <string.h>

#include "die.h"

#include "nat.h"

/*
 * The kernel looks at the interface that a packet comes in by: vessel0 for what
 * guests send, and for the answers whichever there is. We switch them on one by
 * one. ip_forward would do it at once, but overwrites what was set for a single
 * one, and accept_redirects beside it.
 */
enum { LOOPBACK = 1 }; /* never switched by us: it shows if somebody else did */

struct survey {
	struct memory *memory;
	bool overruled; /* somebody has made a router of the host meanwhile */
	unsigned int left_out;
};

static bool was_off(const struct memory *memory, unsigned int index)
{
	for (size_t i = 0; i < memory->count; i++)
		if (memory->off[i] == index)
			return true;
	return false;
}

static void link_survey(const struct link *link, void *argument)
{
	struct survey *survey = argument;
	struct memory *memory = survey->memory;

	if (was_off(memory, link->index)) {
		survey->overruled |=
			link->index == LOOPBACK && link->forward == FORWARD_ON;
		return;
	}
	/* Nothing comes in by a port: it comes in by its bridge. */
	if (link->forward != FORWARD_OFF || !(link->flags & IFF_UP) ||
		link->master || !strcmp(link->name, BRIDGE))
		return;
	if (memory->count < MOST_OFF)
		memory->off[memory->count++] = link->index;
	else
		survey->left_out++;
}

/* Add to `memory` what is up and forwards nothing now; or forget all of it. */
static int links_survey(
	struct netlink *netlink, struct memory *memory, unsigned int *left_out)
{
	struct survey survey = { .memory = memory };

	if (links_list(netlink, link_survey, &survey) < 0)
		return -1;
	if (survey.overruled)
		memory->count = 0;
	*left_out = survey.left_out;
	return 0;
}

static int links_set(
	struct netlink *netlink, const struct memory *memory, bool forward)
{
	for (size_t i = 0; i < memory->count; i++) {
		if (memory->off[i] == LOOPBACK ||
			link_set_forward(netlink, memory->off[i], forward) == 0)
			continue;
		if (errno != ENODEV) /* it is gone, and its settings with it */
			return -1;
	}
	return 0;
}

/*
 * With every start: somebody may have flushed the rules meanwhile, or brought
 * an interface up. The rules come first: they say who is not forwarded for.
 */
void forward_open(struct netlink *netlink, const struct veth *veth,
	struct link *bridge, struct memory *memory)
{
	unsigned int left_out;

	if (links_survey(netlink, memory, &left_out) < 0)
		netlink_die(netlink, "cannot list the network interfaces");
	if (left_out)
		warn_line("guests reach nothing through %u of the host's"
			  " interfaces: no more than %d can be remembered",
			left_out, MOST_OFF);
	alias_write(netlink, bridge, memory);
	if (!nat_create(veth, memory))
		return;
	if (link_set_forward(netlink, bridge->index, true) < 0 ||
		links_set(netlink, memory, true) < 0)
		netlink_die(netlink, "cannot let the host forward for guests");
}

int forward_close(struct netlink *netlink, struct memory *memory)
{
	unsigned int left_out;

	if (links_survey(netlink, memory, &left_out) < 0)
		return -1;
	return links_set(netlink, memory, false);
}

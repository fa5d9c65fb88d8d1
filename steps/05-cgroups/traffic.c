/* traffic.c - which class of tc(8) the packets of a guest belong to. */
/* SPDX-License-Identifier: MIT */
#include "traffic.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "nft.h"
#include "undo.h"

#include "limit.h"
#include "tree.h"

/* Where nft(8) looks groups up, wherever they are mounted. */
#define GROUPS "/sys/fs/cgroup"
#define TABLE "vessel-class-" /* and the group's number */

/* "1:10", as tc(8) reads it: hexadecimal. */
void cgroup_take_class(const struct option_row *option, const char *value)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	size_t major = strspn(value, digits);
	size_t minor =
		value[major] == ':' ? strspn(value + major + 1, digits) : 0;
	struct cgroup *cgroup = option->target;
	unsigned long above = strtoul(value, NULL, 16), below;

	if (!major || !minor || major > 4 || minor > 4 ||
		value[major + 1 + minor] || !above)
		options_refuse("'--traffic-class %s' is not MAJOR:MINOR of"
			       " tc(8), hexadecimal, from 1:0 to ffff:ffff",
			value);
	below = strtoul(value + major + 1, NULL, 16);
	cgroup->traffic_class = (uint32_t)(above << 16 | below);
}

/* How deep the group is in its hierarchy: the root is 0. */
static unsigned int level_of(const struct tree *tree)
{
	unsigned int level = 1; /* its own name */
	const char *at = tree->parent + strlen(tree->mount);

	for (; *at; at++)
		level += *at == '/' && at[1] && at[1] != '/';
	return level;
}

/* A group's number is no other group's, wherever that may be. */
static unsigned long long number_of(const struct tree *tree)
{
	struct stat status = { 0 };

	fstat(tree->group, &status);
	return status.st_ino;
}

/*
 * A packet knows its socket, a socket the group that it was made in. What the
 * packet then carries as its priority is a class to the queues of tc(8), which
 * need no filter for it.
 */
static const char *table_add(
	struct cgroup *cgroup, const struct tree *tree, const char *flags)
{
	const char *error;
	char *table;

	if (asprintf(&table,
		    "table inet " TABLE "%llu {\n%s"
		    "chain out {\ntype filter hook output priority mangle\n"
		    "socket cgroupv2 level %u \"%s/%s\""
		    " meta priority set %x:%x\n}\n}\n",
		    number_of(tree), flags, level_of(tree),
		    tree->parent + strlen(GROUPS), tree->name,
		    cgroup->traffic_class >> 16,
		    cgroup->traffic_class & 0xffff) < 0)
		die("malloc", "cannot keep the rules in memory");
	error = nft_run(cgroup->traffic, table);
	free(table);
	return error;
}

static void traffic_undo(void *argument)
{
	struct cgroup *cgroup = argument;
	char command[64];

	snprintf(command, sizeof(command), "delete table inet " TABLE "%llu\n",
		number_of(tree_of(cgroup, NET_CLS)));
	nft_run(cgroup->traffic, command);
	nft_close(cgroup->traffic);
}

/* We own the table: not even root inside, who may change rules, can. */
static void traffic_mark(struct cgroup *cgroup)
{
	const struct tree *tree = tree_of(cgroup, NET_CLS);
	const char *error;

	if (strncmp(tree->parent, GROUPS, strlen(GROUPS)))
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"--traffic-class: nftables finds groups below " GROUPS
			" alone, and '%s' is not",
			tree->parent);
	cgroup->traffic = nft_open();
	if (!cgroup->traffic)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"--traffic-class: this kernel has no nf_tables");
	undo_later(traffic_undo, cgroup);
	error = table_add(cgroup, tree, "flags owner\n");
	if (error) /* before Linux 5.12: traffic_undo() takes it away */
		error = table_add(cgroup, tree, "");
	if (error)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"--traffic-class: nftables: %s", error);
}

/* Rules work in the network of the socket. It is the guest's own, or ours. */
static void traffic_mark_in(struct cgroup *cgroup, pid_t pid)
{
	int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), guest;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	guest = open(path, O_RDONLY | O_CLOEXEC);
	if (own < 0 || guest < 0 || setns(guest, CLONE_NEWNET) < 0)
		die("setns", "cannot enter the guest's network");
	traffic_mark(cgroup);
	if (setns(own, CLONE_NEWNET) < 0)
		die("setns", "cannot come back from the guest's network");
	close(guest);
	close(own);
}

void traffic_classify(struct cgroup *cgroup, pid_t pid)
{
	if (!cgroup->traffic_class)
		return;
	if (cgroup->places[NET_CLS].version == 2)
		traffic_mark_in(cgroup, pid);
	else
		limit_set(cgroup, NET_CLS, "--traffic-class", "net_cls.classid",
			"", "0x%08x", cgroup->traffic_class);
}

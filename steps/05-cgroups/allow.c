/* allow.c - which devices a guest may use: docker's list, and --device. */
/* SPDX-License-Identifier: MIT */
#include "allow.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "gids.h"

/*
 * Any node may be made: without a row for it, nobody can open it. docker's list
 * has one for the console as well (5:1). But that is the host's, with what
 * somebody types there, and no terminal of the guest's.
 */
static const struct rule always[] = {
	{ 'c', ANY, ANY, "m" }, { 'b', ANY, ANY, "m" },
	{ 'c', 1, 3, "rwm" },     /* null */
	{ 'c', 1, 5, "rwm" },     /* zero */
	{ 'c', 1, 7, "rwm" },     /* full */
	{ 'c', 1, 8, "rwm" },     /* random */
	{ 'c', 1, 9, "rwm" },     /* urandom */
	{ 'c', 5, 0, "rwm" },     /* tty */
	{ 'c', 5, 2, "rwm" },     /* ptmx */
	{ 'c', 136, ANY, "rwm" }, /* pts/0, pts/1 and so on */
};

static size_t rules_fill(struct rule *rules, const struct cgroup *cgroup)
{
	size_t count = 0;

	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		rules[count++] = always[i];
	for (size_t i = 0; i < cgroup->node_count; i++) {
		const struct node *node = &cgroup->nodes[i];

		rules[count++] = (struct rule){
			.type = S_ISBLK(node->mode) ? 'b' : 'c',
			.major = (int)node->major,
			.minor = (int)node->minor,
			.access = node->access,
		};
	}
	return count;
}

/* "c 136:* rwm" */
static void rule_print(char *text, size_t size, const struct rule *rule)
{
	char major[16] = "*", minor[16] = "*";

	if (rule->major != ANY)
		snprintf(major, sizeof(major), "%d", rule->major);
	if (rule->minor != ANY)
		snprintf(minor, sizeof(minor), "%d", rule->minor);
	snprintf(text, size, "%c %s:%s %s", rule->type, major, minor,
		rule->access);
}

/* In version 1, two files: what is denied from now on, and what is not. */
static bool rules_write(int group, const struct rule *rules)
{
	const struct death denied = {
		.code = EXIT_LAUNCHER,
		.cure = "the group above must have it, too: see its"
			" devices.list",
	};
	bool of_host = gid_last() == 4294967294;
	char text[64];

	if (write_at(group, "devices.deny", "a") < 0) {
		/* Who is not the host's root may not; nor make a device. */
		if (errno == EPERM && (geteuid() || !of_host))
			return false;
		die("write devices", "cannot deny the guest all devices");
	}
	for (; rules->type; rules++) {
		rule_print(text, sizeof(text), rules);
		if (write_at(group, "devices.allow", "%s", text) < 0)
			die_of(&denied, "cannot allow the device '%s'", text);
	}
	return true;
}

bool devices_allow(const struct cgroup *cgroup)
{
	const struct place *place = &cgroup->places[DEVICES];
	struct rule rules[MOST_RULES + 1] = { 0 };

	rules_fill(rules, cgroup);
	if (place->version == 1)
		return rules_write(place->group, rules);
	return place->version == 2 && rules_attach(place->group, rules);
}

/* refused.c - what docker has and we do not, and the nearest that we have. */
/* SPDX-License-Identifier: MIT */
#include "refused.h"

#include <stdlib.h>
#include <string.h>

#include "die.h"

#define NEW "run create"
#define HEALTH "a loop around 'vessel exec' looks after it"
#define REAL_TIME "--cpus is what is metered"
#define ARCHITECTURE "images are of this machine's architecture"
#define JSON "--json says all, and jq(1) picks"

/* By name; `letter` and `takes` are what docker's has. */
static const struct refused {
	const char *commands; /* of ours that it stands behind */
	const char *name;
	char letter;
	bool takes; /* a value */
	const char *nearest;
} refused_options[] = {
	{ NEW, "annotation", 0, true, "--name is what it is known by" },
	{ NEW, "attach", 'a', true, "-d attaches nothing, -i stdin" },
	{ NEW, "cgroupns", 0, true, "it always has its own" },
	{ NEW, "cpu-count", 0, true, "--cpus NUMBER" },
	{ NEW, "cpu-percent", 0, true, "--cpus NUMBER" },
	{ "run create update", "cpu-period", 0, true, "--cpus NUMBER" },
	{ "run create update", "cpu-quota", 0, true, "--cpus NUMBER" },
	{ "run create update", "cpu-rt-period", 0, true, REAL_TIME },
	{ "run create update", "cpu-rt-runtime", 0, true, REAL_TIME },
	{ NEW, "device-cgroup-rule", 0, true, "--device DEVICE" },
	{ "run create pull", "disable-content-trust", 0, false,
		"digests are always verified" },
	{ NEW, "dns-opt", 0, true, "-v FILE:/etc/resolv.conf:ro" },
	{ NEW, "dns-option", 0, true, "-v FILE:/etc/resolv.conf:ro" },
	{ NEW, "dns-search", 0, true, "-v FILE:/etc/resolv.conf:ro" },
	{ NEW, "domainname", 0, true, "--sysctl kernel.domainname=NAME" },
	{ NEW, "expose", 0, true,
		"on the bridge all ports are, and -p publishes" },
	{ NEW, "gpus", 0, true, "--device /dev/dri/renderD128" },
	{ NEW, "health-cmd", 0, true, HEALTH },
	{ NEW, "health-interval", 0, true, HEALTH },
	{ NEW, "health-retries", 0, true, HEALTH },
	{ NEW, "health-start-interval", 0, true, HEALTH },
	{ NEW, "health-start-period", 0, true, HEALTH },
	{ NEW, "health-timeout", 0, true, HEALTH },
	{ NEW, "no-healthcheck", 0, false, "there is none" },
	{ NEW, "ip", 0, true, "--subnet says from which it gets one" },
	{ NEW, "ip6", 0, true, "--subnet says from which it gets one" },
	{ NEW, "ipc", 0, true,
		"it has its own: -v DIR:/dev/shm shares memory" },
	{ NEW, "isolation", 0, true, "there is one, and --userns" },
	{ "run create update", "kernel-memory", 0, true,
		"--memory counts the kernel's, too" },
	{ NEW, "label", 'l', true, "--name is what it is known by" },
	{ NEW, "label-file", 0, true, "--name is what it is known by" },
	{ NEW, "link", 0, true,
		"--add-host NAME:ADDRESS, or --net container:NAME" },
	{ NEW, "link-local-ip", 0, true, "--net interface:NAME moves one in" },
	{ NEW, "log-driver", 0, true,
		"'vessel logs' reads the only one: see --log-opt" },
	{ NEW, "mac-address", 0, true, "--net interface:NAME moves one in" },
	{ NEW, "memory-swappiness", 0, true, "--memory-swap SIZE" },
	{ NEW, "net-alias", 0, true, "--add-host NAME:ADDRESS" },
	{ NEW, "network-alias", 0, true, "--add-host NAME:ADDRESS" },
	{ NEW, "oom-kill-disable", 0, false, "--on-oom freeze" },
	{ NEW, "pid", 0, true,
		"'vessel exec' joins the processes of one that runs" },
	{ "run create pull import", "platform", 0, true, ARCHITECTURE },
	{ NEW, "publish-all", 'P', false, "-p PORT, one by one" },
	{ NEW, "quiet", 'q', false, "'vessel pull -q' before it" },
	{ "run create update", "restart", 0, true,
		"a systemd unit with Restart= and 'vessel start -a'" },
	{ NEW, "runtime", 0, true, "vessel is the only one" },
	{ NEW, "shm-size", 0, true, "--tmpfs /dev/shm:size=SIZE" },
	{ "run", "sig-proxy", 0, true,
		"-d passes no signals on, 'vessel attach' does" },
	{ NEW, "storage-opt", 0, true, "--storage KIND" },
	{ NEW, "use-api-socket", 0, false, "there is no daemon" },
	{ NEW, "uts", 0, true, "it has its own: -h NAME" },
	{ NEW, "volume-driver", 0, true,
		"-v DIR:DIR of what the host has mounted" },
	{ NEW, "volumes-from", 0, true, "-v, once more" },
	{ "ps images events stats pull", "format", 0, true, JSON },
	{ "inspect", "format", 'f', true, JSON },
	{ "ps images events", "filter", 'f', true, JSON },
	{ "ps inspect", "size", 's', false,
		"'vessel diff' tells what it has written" },
	{ "inspect", "type", 0, true, "names are of containers first" },
	{ "rm", "link", 'l', false, "there are no links" },
	{ "pull", "all-tags", 'a', false, "one by one" },
	{ "stop restart", "signal", 's', true,
		"--stop-signal of 'vessel run', or 'vessel kill -s'" },
	{ "start", "checkpoint", 0, true, "'vessel restore'" },
	{ "images", "digests", 0, false, "--no-trunc" },
	{ "images", "tree", 0, false, "--json tells the layers" },
	{ "logs", "details", 0, false, "-t tells the time" },
};

enum { REFUSED = sizeof(refused_options) / sizeof(*refused_options) };

static const struct refused_word {
	const char *name, *nearest;
} refused_commands[] = {
	{ "build", "'vessel run', then 'vessel commit'" },
	{ "buildx", "'vessel run', then 'vessel commit'" },
	{ "compose", "a script of 'vessel run -d', or systemd units" },
	{ "container", "the same without that word: 'vessel ps', 'vessel rm'" },
	{ "context", "there is no daemon to choose" },
	{ "export", "'vessel commit', then 'vessel save'" },
	{ "history", "'vessel inspect IMAGE'" },
	{ "image", "'vessel images', 'vessel rmi', 'vessel pull'" },
	{ "info", "'vessel check'" },
	{ "load", "'vessel import'" },
	{ "login", "skopeo login, whose file is read" },
	{ "logout", "skopeo logout" },
	{ "network", "--net and --subnet of 'vessel run'" },
	{ "push", "'vessel save', then skopeo copy" },
	{ "search", "skopeo list-tags" },
	{ "swarm", "there is one machine, and no daemon" },
	{ "system", "'vessel gc', 'vessel check'" },
	{ "version", "'vessel --version'" },
	{ "volume", "-v DIR:DIR of 'vessel run'" },
};

const char *refused_command(const char *name)
{
	const size_t count =
		sizeof(refused_commands) / sizeof(*refused_commands);

	for (size_t i = 0; i < count; i++)
		if (!strcmp(refused_commands[i].name, name))
			return refused_commands[i].nearest;
	return NULL;
}

static void refused_take(const struct option_row *option, const char *value)
{
	const struct refused *refused = option->target;

	(void)value;
	options_refuse(
		"'--%s' is not offered: %s", option->name, refused->nearest);
}

/* Is `name` one of the words in `list`? */
static bool refused_is_for(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (!strncmp(at, name, length) &&
			(at[length] == ' ' || !at[length]))
			return true;
	}
	return false;
}

const struct option_row *refused_join(
	const char *name, const struct option_row *own)
{
	struct option_row *all;
	size_t count = 0;

	while (own[count].name)
		count++;
	all = calloc(count + REFUSED + 1, sizeof(*all));
	if (!all)
		die("malloc", "cannot keep the options in memory");
	memcpy(all, own, count * sizeof(*own));
	for (size_t i = 0; i < REFUSED; i++) {
		const struct refused *row = &refused_options[i];

		if (!refused_is_for(row->commands, name))
			continue;
		all[count++] = (struct option_row){ row->name, row->letter,
			row->takes ? "VALUE" : NULL, NULL, refused_take,
			(void *)row };
	}
	return all;
}

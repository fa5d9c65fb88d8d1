/* shared.c - a network that another guest has, or a file. */
/* SPDX-License-Identifier: MIT */
#include "shared.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blame.h"
#include "die.h"
#include "number.h"

#define OWN "/proc/self/ns/net"

static const char container[] = "container:", file[] = "ns:";

const char *shared_take(struct veth *veth, const char *value)
{
	const char *name = value + strlen(container);
	static char path[32];
	unsigned long pid;

	if (!strncmp(value, file, strlen(file)) && value[strlen(file)])
		return value + strlen(file);
	if (strncmp(value, container, strlen(container)))
		return NULL;
	if (veth->by_name && *name)
		return veth->neighbour = name;
	if (number_read(name, 1, 4194304, &pid) < 0)
		options_refuse("'--net %s': a process of the other guest is"
			       " wanted, by its number",
			value);
	snprintf(path, sizeof(path), "/proc/%lu/ns/net", pid);
	return path;
}

/* Who types the number of a launcher would be given the host's network. */
static void own_refuse(const struct veth *veth, int network)
{
	struct stat here, there;

	if (stat(OWN, &here) == 0 && fstat(network, &there) == 0 &&
		here.st_ino == there.st_ino && here.st_dev == there.st_dev)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "--net host says so; a guest's number is"
				       " that of the launcher's child" },
			"'%s' is our own network", veth->shared);
}

void shared_prepare(struct veth *veth)
{
	int network = open(
		veth->shared, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (network < 0)
		die_path("open", veth->shared, "cannot open the network '%s'",
			veth->shared);
	if (ioctl(network, NS_GET_NSTYPE) != CLONE_NEWNET)
		die_of(&(struct death){ .code = EXIT_LAUNCHER },
			"'%s' is no network namespace", veth->shared);
	own_refuse(veth, network);
	veth->home = open(OWN, O_RDONLY | O_CLOEXEC);
	if (veth->home < 0)
		die("open", "cannot open '" OWN "'");
	if (setns(network, CLONE_NEWNET) < 0)
		die("setns", "cannot join the network '%s'", veth->shared);
	close(network);
}

void shared_attach(const struct veth *veth)
{
	if (setns(veth->home, CLONE_NEWNET) < 0)
		die("setns", "cannot return to our own network");
	close(veth->home);
}

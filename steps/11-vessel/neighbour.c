/* neighbour.c - the network of another container. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>

#include "die.h"

#include "start.h"

/*
 * --net container:NAME. The network is held open: it is that container's, also
 * when its process ends now, and the number of that becomes another's.
 */
void start_neighbour(struct guest *guest)
{
	struct container other;
	static char path[32];
	int fd;

	if (!guest->net.neighbour)
		return;
	container_find(&other, guest->net.neighbour);
	container_must_run(&other, true);
	snprintf(path, sizeof(path), "/proc/%d/ns/net", other.pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die("open", "cannot open the network of container %s",
			other.name);
	container_same(&other);
	container_close(&other);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	guest->net.shared = path;
}

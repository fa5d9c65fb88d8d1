/* names.c - what a guest calls whom: /etc/hosts and /etc/resolv.conf. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "file.h"

#include "bridge.h"
#include "veth.h"

static const char localhost[] =
	"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";

/* What the guest can call the host by, if anything. */
static const char *gateway_of(const struct veth *veth)
{
	static char text[INET_ADDRSTRLEN];
	struct address gateway = address_v4(veth, 1);

	if (veth->mode != NET_BRIDGE)
		options_refuse("'--add-host' with host-gateway: that is the"
			       " bridge's, and this guest is not on it");
	inet_ntop(AF_INET, &gateway.v4, text, sizeof(text));
	return text;
}

/* "NAME:ADDRESS" becomes a line as hosts(5) has them. */
static char *others_add(const struct veth *veth, char *text)
{
	for (size_t i = 0; i < veth->other_count; i++) {
		const char *other = veth->others[i], *address;
		int length = (int)strcspn(other, ":=");
		char *longer;

		address = other + length + 1;
		if (!strcmp(address, "host-gateway"))
			address = gateway_of(veth);
		if (asprintf(&longer, "%s%s\t%.*s\n", text, address, length,
			    other) < 0)
			die("malloc", "cannot keep /etc/hosts in memory");
		free(text);
		text = longer;
	}
	return text;
}

char *veth_hosts(const struct veth *veth, const char *hostname)
{
	struct address v4 = address_v4(veth, veth->number);
	struct address v6 = address_v6(veth, veth->number);
	char own[INET_ADDRSTRLEN] = "127.0.1.1", own6[INET6_ADDRSTRLEN] = "::1";
	char *text;

	if (veth->mode == NET_HOST) {
		text = read_all_at(AT_FDCWD, "/etc/hosts");
		return text ? others_add(veth, text) : NULL;
	}
	if (veth->mode == NET_BRIDGE) {
		inet_ntop(AF_INET, &v4.v4, own, sizeof(own));
		inet_ntop(AF_INET6, &v6.v6, own6, sizeof(own6));
	}
	if (asprintf(&text, "%s%s\t%s\n%s\t%s\n", localhost, own, hostname,
		    own6, hostname) < 0)
		die("malloc", "cannot keep /etc/hosts in memory");
	return others_add(veth, text);
}

/* A server on the host's own lo is not on the guest's. */
static bool is_beyond(const char *line)
{
	char word[64];

	return sscanf(line, " nameserver %63s", word) != 1 ||
	       (strncmp(word, "127.", 4) && strcmp(word, "::1"));
}

/* `text`, cut up, without servers that cannot be reached; NULL: no other. */
static char *servers_filter(char *text)
{
	/* Its last line may have no end, and gets one. */
	char *kept = calloc(1, strlen(text) + 2), *end = kept, *line;
	bool found = false;

	if (!kept)
		die("malloc", "cannot keep /etc/resolv.conf in memory");
	while ((line = strsep(&text, "\n"))) {
		if (!*line || !is_beyond(line))
			continue;
		found |= strstr(line, "nameserver") == line;
		end = stpcpy(stpcpy(end, line), "\n");
	}
	if (!found)
		free(kept);
	return found ? kept : NULL;
}

/* Servers that were asked for replace the host's. */
static char *servers_given(const struct veth *veth)
{
	char *text = malloc(MOST_SERVERS * 80 + 1), *end = text;

	if (!text)
		die("malloc", "cannot keep /etc/resolv.conf in memory");
	for (size_t i = 0; i < veth->server_count; i++)
		end += sprintf(end, "nameserver %.60s\n", veth->servers[i]);
	return text;
}

char *veth_resolv_conf(const struct veth *veth)
{
	/* The second is where systemd-resolved tells what it asks itself. */
	static const char *const files[] = { "/etc/resolv.conf",
		"/run/systemd/resolve/resolv.conf" };
	char *text, *kept;

	if (veth->server_count)
		return servers_given(veth);
	if (veth->mode == NET_NONE)
		return NULL;
	if (veth->mode == NET_HOST)
		return read_all_at(AT_FDCWD, files[0]);
	for (size_t i = 0; i < 2; i++) {
		text = read_all_at(AT_FDCWD, files[i]);
		kept = text ? servers_filter(text) : NULL;
		free(text);
		if (kept)
			return kept;
	}
	return strdup("# No name server of the host can be reached from here:"
		      " --dns ADDRESS\n");
}

/* publish.c - which ports of the host are to lead where: --publish. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "number.h"

#include "veth.h"

/* Of a name or a range, and how many follow the first. */
struct range {
	unsigned long first, more;
};

static _Noreturn void publish_refuse(const char *value)
{
	options_refuse("'--publish %s' is not [[IP:]PORT:]PORT[/udp] with ports"
		       " from 1 to 65535, or as many of them on both sides:"
		       " 8000-8002:80-82",
		value);
}

/* "80" or "80-82", whatever follows it. */
static struct range range_read(
	const char *text, size_t length, const char *value)
{
	struct range range = { 0 };
	char first[8] = "", last[8] = "";
	const char *dash = memchr(text, '-', length);
	size_t head = dash ? (size_t)(dash - text) : length;
	unsigned long end;

	if (head > 5 || length > 11)
		publish_refuse(value);
	memcpy(first, text, head);
	if (number_read(first, 1, 65535, &range.first) < 0)
		publish_refuse(value);
	if (!dash)
		return range;
	snprintf(
		last, sizeof(last), "%.*s", (int)(length - head - 1), dash + 1);
	if (number_read(last, range.first, 65535, &end) < 0)
		publish_refuse(value);
	range.more = end - range.first;
	return range;
}

/* "/udp" is cut off the end of `text`; "tcp" if it says nothing. */
static const char *protocol_cut(char *text, const char *value)
{
	char *slash = strchr(text, '/');

	if (!slash)
		return "tcp";
	*slash++ = '\0';
	if (strcmp(slash, "udp") && strcmp(slash, "tcp"))
		options_refuse("'--publish %s': '%s' is neither tcp nor udp",
			value, slash);
	return *slash == 'u' ? "udp" : "tcp";
}

/* "127.0.0.1:" at the start of `text`, if it is there. Returns the rest. */
static const char *host_address_read(
	const char *text, const char *value, struct in_addr *address)
{
	const char *end = strchr(text, ':');
	char word[INET_ADDRSTRLEN];

	if (!end || !strchr(end + 1, ':'))
		return text;
	snprintf(word, sizeof(word), "%.*s", (int)(end - text), text);
	if (end - text >= INET_ADDRSTRLEN ||
		inet_pton(AF_INET, word, address) != 1)
		options_refuse(
			"'--publish %s': '%s' is no IPv4 address", value, word);
	return end + 1;
}

static void ports_add(struct veth *veth, struct port port, struct range host,
	struct range guest)
{
	if (veth->port_count + guest.more >= MOST_PORTS)
		options_refuse("more than %d ports", MOST_PORTS);
	for (unsigned long i = 0; i <= guest.more; i++) {
		port.host = (uint16_t)(host.first ? host.first + i : 0);
		port.guest = (uint16_t)(guest.first + i);
		veth->ports[veth->port_count++] = port;
	}
}

void veth_take_publish(const struct option_row *option, const char *value)
{
	struct port port = { .protocol = "tcp", .held = -1, .held6 = -1 };
	struct range host = { 0 }, guest;
	const char *at, *colon;
	char text[64];

	snprintf(text, sizeof(text), "%s", value);
	port.protocol = protocol_cut(text, value);
	at = host_address_read(text, value, &port.host_address);
	colon = strchr(at, ':');
	guest = range_read(
		colon ? colon + 1 : at, strlen(colon ? colon + 1 : at), value);
	host.more = guest.more; /* any of the host's that is free */
	if (colon && (colon > at || at == text))
		host = range_read(at, (size_t)(colon - at), value);
	if (host.more != guest.more)
		publish_refuse(value);
	ports_add(option->target, port, host, guest);
}

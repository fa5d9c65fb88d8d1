/* port.c - vessel port: which ports of the host lead where in a container. */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "die.h"
#include "number.h"

#include "alive.h"
#include "columns.h"
#include "command.h"
#include "start.h"

/* What is asked for: one port in there, or all of them. */
struct port_filter {
	unsigned long number; /* 0: all */
	const char *protocol;
};

/* "80", "80/tcp", "53/udp" */
static void port_filter_read(struct port_filter *filter, const char *word)
{
	char number[8];
	const char *slash = strchr(word, '/');
	size_t length = slash ? (size_t)(slash - word) : strlen(word);

	snprintf(number, sizeof(number), "%.*s", (int)length, word);
	filter->protocol = slash ? slash + 1 : "tcp";
	if (length >= sizeof(number) ||
		number_read(number, 1, 65535, &filter->number) < 0 ||
		(strcmp(filter->protocol, "tcp") != 0 &&
			strcmp(filter->protocol, "udp") != 0))
		options_refuse("'%s' is no port: 80, or 53/udp", word);
}

static bool port_fits(const struct port *port, const struct port_filter *filter)
{
	return !filter->number ||
	       (port->guest == filter->number &&
		       !strcmp(port->protocol, filter->protocol));
}

static void port_print(const struct port *port, const char *address,
	const struct port_filter *filter)
{
	if (!filter->number)
		printf("%u/%s -> ", port->guest, port->protocol);
	printf("%s:%u\n", address, port->host);
}

static void port_json(
	struct json_object *list, const struct port *port, const char *address)
{
	struct json_object *row = json_object_new_object();

	json_set_number(row, "port", port->guest);
	json_set_text(row, "protocol", port->protocol);
	json_set_text(row, "host_address", address);
	json_set_number(row, "host_port", port->host);
	json_object_array_add(list, row);
}

/* As the launch has written it down: "0.0.0.0:8080->80/tcp". */
static bool port_read(struct port *port, struct json_object *row)
{
	static char protocol[4];
	char address[INET_ADDRSTRLEN];
	const char *text = json_object_get_string(row);

	if (!text || sscanf(text, "%15[0-9.]:%hu->%hu/%3[a-z]", address,
			     &port->host, &port->guest, protocol) != 4)
		return false;
	port->protocol = protocol;
	return inet_pton(AF_INET, address, &port->host_address) == 1;
}

/* Where any address of the host's will do, those of IPv6 do, too. */
static bool port_show(const struct port *port, const struct port_filter *filter,
	struct json_object *list)
{
	char address[INET_ADDRSTRLEN];

	if (!port_fits(port, filter))
		return false;
	inet_ntop(AF_INET, &port->host_address, address, sizeof(address));
	if (list)
		port_json(list, port, address);
	else
		port_print(port, address, filter);
	if (port->host_address.s_addr)
		return true;
	if (list)
		port_json(list, port, "::");
	else
		port_print(port, "[::]", filter);
	return true;
}

static size_t ports_show(const struct container *container,
	const struct port_filter *filter, struct json_object *list)
{
	struct json_object *ports = json_member(container->runtime, "ports");
	struct port port;
	size_t found = 0;

	for (size_t i = 0; i < json_length(ports); i++)
		if (port_read(&port, json_object_array_get_idx(ports, i)))
			found += port_show(&port, filter, list);
	return found;
}

int command_port(int argc, char **argv)
{
	struct port_filter filter = { 0 };
	struct container container;
	struct json_object *list = NULL;
	bool json = false;
	const struct option_row options[] = {
		{ "json", 0, NULL, "for programs", option_flag, &json },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER [PORT[/PROTOCOL]]",
			.about = "Show which ports of the host lead into a"
				 " container.",
			.options = options,
		},
		argc, argv, 1, 2);

	if (words[1])
		port_filter_read(&filter, words[1]);
	alive_find(&container, words[0], true);
	container_unlock(&container);
	if (json)
		list = json_object_new_array();
	if (!ports_show(&container, &filter, list) && filter.number)
		die_of(&(struct death){ .code = EXIT_LAUNCHER,
			       .cure = "without a port, all that are there are"
				       " shown" },
			"container %s has no published port %s", container.name,
			words[1]);
	if (json)
		json_print(list);
	stdout_end();
	return 0;
}

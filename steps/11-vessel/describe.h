/* describe.h - a container in a few words. */
/* SPDX-License-Identifier: MIT */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "container.h"
#include "when.h"

enum { STATUS_TEXT = 128 };

/* Everything here is host side. */

/* "2 minutes ago"; "Up 3 minutes (Paused)", "Exited (137) 2 seconds ago". */
const char *describe_created(
	char text[static WHEN_TEXT], const struct container *container);
const char *describe_status(
	char text[static STATUS_TEXT], const struct container *container);

/* "sh -c ls"; "0.0.0.0:8080->80/tcp, ...". To be freed. */
char *describe_command(const struct container *container);
char *describe_ports(const struct container *container);

/* What lists and `inspect` tell of each, an object that is the caller's. */
struct json_object *describe_short(const struct container *container);

#endif

/* xray_users.c - who are its users outside? */
/* SPDX-License-Identifier: MIT */
#include "die.h"
#include "xray.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

enum { SHOWN = 4, EVERYBODY = 0xffffffff };

struct extent {
	long long inside, outside, count;
};

static void extent_print(FILE *text, const struct extent *extent)
{
	if (extent->count == EVERYBODY && extent->inside == extent->outside)
		fputs("all, unchanged", text);
	else if (extent->count == 1)
		fprintf(text, "%lld is %lld outside", extent->inside,
			extent->outside);
	else
		fprintf(text, "%lld-%lld are %lld-%lld outside", extent->inside,
			extent->inside + extent->count - 1, extent->outside,
			extent->outside + extent->count - 1);
}

static struct json_object *extent_json(const struct extent *extent)
{
	struct json_object *value = json_object_new_object();

	field_number(value, "inside", extent->inside);
	field_number(value, "outside", extent->outside);
	field_number(value, "count", extent->count);
	return value;
}

/* One line of the file is one extent. user_namespaces(7) */
static size_t extents_read(char *lines, struct json_object *value, FILE *text)
{
	struct extent extent;
	size_t count = 0;
	char *line;

	while ((line = strsep(&lines, "\n"))) {
		if (sscanf(line, "%lld %lld %lld", &extent.inside,
			    &extent.outside, &extent.count) != 3)
			continue;
		json_object_array_add(value, extent_json(&extent));
		if (count++ >= SHOWN)
			continue;
		fputs(count > 1 ? "; " : "", text);
		extent_print(text, &extent);
	}
	if (count > SHOWN)
		fprintf(text, "; and %zu more", count - SHOWN);
	return count;
}

static void row_map(struct xray *xray, const char *key)
{
	char *map = read_all_at(xray->dir, key), *text;
	struct json_object *value;
	size_t length, count;
	FILE *stream;

	if (!map) {
		row_hidden(xray, key, errno);
		return;
	}
	value = json_object_new_array();
	stream = open_memstream(&text, &length);
	if (!stream)
		die("malloc", "cannot keep a line in memory");
	count = extents_read(map, value, stream);
	fclose(stream);
	row_add(xray, key, value, "%s", count ? text : "empty: all are nobody");
	free(text);
	free(map);
}

void xray_users(struct xray *xray)
{
	xray->section = "users";
	row_map(xray, "uid_map");
	row_map(xray, "gid_map");
}

/* xray_rlimits.c - the limits that a process has without any cgroup. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

enum { TITLE_WIDTH = 26 }; /* of the columns in /proc/PID/limits */

/* What getrlimit(2) calls them, RLIMIT_CPU and so on. */
static const char *const names[][2] = {
	{ "cpu", "Max cpu time" },
	{ "fsize", "Max file size" },
	{ "data", "Max data size" },
	{ "stack", "Max stack size" },
	{ "core", "Max core file size" },
	{ "rss", "Max resident set" },
	{ "nproc", "Max processes" },
	{ "nofile", "Max open files" },
	{ "memlock", "Max locked memory" },
	{ "as", "Max address space" },
	{ "locks", "Max file locks" },
	{ "sigpending", "Max pending signals" },
	{ "msgqueue", "Max msgqueue size" },
	{ "nice", "Max nice priority" },
	{ "rtprio", "Max realtime priority" },
	{ "rttime", "Max realtime timeout" },
};

static char *limit_text(const char *word, bool bytes)
{
	if (*word == 'u')
		return text_format("no limit");
	return bytes ? text_size(strtoull(word, NULL, 10))
		     : text_format("%s", word);
}

static struct json_object *limit_json(const char *word)
{
	return *word == 'u' ? json_object_new_string(word)
			    : json_object_new_int64(strtoll(word, NULL, 10));
}

static void row_limit(struct xray *xray, const char *key, const char *columns)
{
	struct json_object *value = json_object_new_object();
	char soft[24] = "", hard[24] = "", unit[16] = "", *low, *high;
	bool same;

	sscanf(columns, "%23s %23s %15s", soft, hard, unit);
	json_object_object_add(value, "soft", limit_json(soft));
	json_object_object_add(value, "hard", limit_json(hard));
	same = !strcmp(soft, hard);
	low = limit_text(soft, !strcmp(unit, "bytes"));
	high = limit_text(hard, !strcmp(unit, "bytes"));
	row_add(xray, key, value, "%s%s%s", low, same ? "" : " / ",
		same ? "" : high);
	free(low);
	free(high);
}

void xray_rlimits(struct xray *xray)
{
	char *text = read_all_at(xray->dir, "limits"), *rest = text, *line;

	xray->section = "rlimits";
	if (!text) {
		row_hidden(xray, "limits", errno);
		return;
	}
	while ((line = strsep(&rest, "\n")))
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (strlen(line) > TITLE_WIDTH &&
				!strncmp(
					line, names[i][1], strlen(names[i][1])))
				row_limit(
					xray, names[i][0], line + TITLE_WIDTH);
	free(text);
}

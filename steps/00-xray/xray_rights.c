/* xray_rights.c - capabilities by name, and what restricts it besides. */
/* SPDX-License-Identifier: MIT */
#include "die.h"
#include "xray.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>

#include "file.h"

/* All that this kernel has: a new one may know more than our headers. */
static uint64_t capabilities_all(void)
{
	char text[16];
	int last = CAP_LAST_CAP;

	if (read_at(-1, "/proc/sys/kernel/cap_last_cap", text, sizeof(text)) >
		0)
		last = atoi(text);
	return last >= 63 ? UINT64_MAX : (UINT64_C(1) << (last + 1)) - 1;
}

/* The names in `mask`: to `names` if that is not NULL, and as a text. */
static char *capabilities_names(uint64_t mask, struct json_object *names)
{
	char *text, *name;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		die("malloc", "cannot keep a line in memory");
	for (int bit = 0; bit < 64; bit++) {
		if (!(mask >> bit & 1))
			continue;
		name = cap_to_name(bit);
		if (names)
			json_object_array_add(
				names, json_object_new_string(name));
		/* They all start with "cap_": on the wall that is noise. */
		fprintf(stream, "%s%s", ftell(stream) ? ", " : "",
			strncmp(name, "cap_", 4) ? name : name + 4);
		cap_free(name);
	}
	fclose(stream);
	return text;
}

static void row_set(struct xray *xray, const char *key, uint64_t mask)
{
	struct json_object *names = json_object_new_array();
	uint64_t all = capabilities_all(), missing = all & ~mask;
	int count = __builtin_popcountll(mask);
	char *have = capabilities_names(mask, names);
	char *lack = capabilities_names(missing, NULL);

	if (!mask)
		row_add(xray, key, names, "none");
	else if (!missing)
		row_add(xray, key, names, "all %d", count);
	else if (__builtin_popcountll(missing) < count)
		row_add(xray, key, names, "all but %s", lack);
	else
		row_add(xray, key, names, "%s", have);
	free(have);
	free(lack);
}

void xray_capabilities(struct xray *xray, const char *status)
{
	static const char *const sets[][2] = {
		{ "effective", "CapEff" },
		{ "permitted", "CapPrm" },
		{ "inheritable", "CapInh" },
		{ "bounding", "CapBnd" },
		{ "ambient", "CapAmb" },
	};

	xray->section = "capabilities";
	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
		row_set(xray, sets[i][0],
			strtoull(status_line(status, sets[i][1]), NULL, 16));
}

static void row_seccomp(struct xray *xray, const char *status)
{
	static const char *const modes[] = { "off", "strict", "filter" };
	static const char *const words[] = { "every system call is open",
		"read, write, _exit and sigreturn only",
		"a program decides on each system call" };
	int filters = atoi(status_line(status, "Seccomp_filters"));
	int mode = atoi(status_line(status, "Seccomp"));

	if (mode < 0 || mode > 2 || !*status_line(status, "Seccomp")) {
		row_hidden(xray, "seccomp", ENOENT);
		return;
	}
	row_add(xray, "seccomp", json_object_new_string(modes[mode]), "%s: %s",
		modes[mode], words[mode]);
	row_add(xray, "seccomp_filters", json_object_new_int(filters), "%d",
		filters);
}

/* The kernel has this file even where no security module labels anything. */
static void row_lsm(struct xray *xray)
{
	char label[1024];
	ssize_t length =
		read_at(xray->dir, "attr/current", label, sizeof(label) - 1);
	char *clean;

	if (length < 0 && errno != EINVAL && errno != ENOENT) {
		row_hidden(xray, "lsm_label", errno);
		return;
	}
	label[length < 0 ? 0 : length] = '\0';
	label[strcspn(label, "\n")] = '\0';
	clean = text_clean(label);
	row_add(xray, "lsm_label", json_object_new_string(clean), "%s",
		*clean ? clean : "none: no such module labels processes here");
	free(clean);
}

void xray_restrictions(struct xray *xray, const char *status)
{
	bool locked = atoi(status_line(status, "NoNewPrivs"));

	xray->section = "restrictions";
	row_add(xray, "no_new_privs", json_object_new_boolean(locked), "%s",
		locked ? "on: execve gives no rights it does not have"
		       : "off: setuid programs still give rights");
	row_seccomp(xray, status);
	row_lsm(xray);
}

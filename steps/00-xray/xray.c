/* xray.c - collect all that /proc tells of one process, row by row. */
/* SPDX-License-Identifier: MIT */
#include "xray.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "file.h"
#include "options.h"

/* The largest number that a kernel gives out: PID_MAX_LIMIT. proc(5) */
enum { MOST_PIDS = 4194304 };

const struct section sections[] = {
	{ "process", "process", "proc(5)", false },
	{ "namespaces", "namespaces: one of each type", "namespaces(7)",
		false },
	{ "cgroups", "cgroups: one node of each hierarchy", "cgroups(7)",
		true },
	{ "metering", "limits and use of these nodes", "cgroups(7)", true },
	{ "users", "user and group numbers", "user_namespaces(7)", false },
	{ "capabilities", "capabilities: the pieces of root's power",
		"capabilities(7)", false },
	{ "restrictions", "restrictions", "seccomp(2)", false },
	{ "mounts", "root and mounts", "mount_namespaces(7)", false },
	{ "rlimits", "resource limits: soft / hard", "getrlimit(2)", true },
	{ 0 },
};

void *array_grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1)) /* grows at 0, 1, 2, 4, 8... */
		return array;
	array = realloc(array, (count ? 2 * count : 1) * size);
	if (!array)
		die("malloc", "cannot keep the report in memory");
	return array;
}

void row_add(struct xray *xray, const char *key, struct json_object *value,
	const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		die("malloc", "cannot keep the report in memory");
	va_end(arguments);
	xray->rows = array_grow(xray->rows, xray->count, sizeof(struct row));
	xray->rows[xray->count++] = (struct row){
		.section = xray->section,
		.key = text_clean(key),
		.text = text_clean(text),
		.value = value,
	};
	free(text);
}

/* What the kernel shows of a process to whom: ptrace(2), "access mode" */
void row_hidden(struct xray *xray, const char *key, int error)
{
	const char *why = strerror(error);

	if (error == EACCES || error == EPERM)
		why = geteuid() ? "not visible: that needs root"
				: "not visible: it has rights that we lack";
	else if (xray->ended)
		why = "gone: it has ended, and waits for its parent";
	else if (error == ENOENT)
		why = "not in this kernel";
	row_add(xray, key, NULL, "%s", why);
	xray->rows[xray->count - 1].hidden = error == EACCES || error == EPERM;
}

static pid_t pid_parse(const char *word)
{
	size_t digits = strspn(word, "0123456789");
	char self[16];
	ssize_t length;
	long pid;

	/* Not getpid(2): /proc may be that of another pid namespace. */
	if (!strcmp(word, "self")) {
		length = readlink("/proc/self", self, sizeof(self) - 1);
		self[length > 0 ? length : 0] = '\0';
		return length > 0 ? atoi(self) : getpid();
	}
	pid = digits < 10 ? strtol(word, NULL, 10) : -1;
	if (!digits || word[digits] || *word == '0' || pid < 0 ||
		pid > MOST_PIDS)
		options_refuse("'%s' is no process number: they are 1 to %d",
			word, MOST_PIDS);
	return (pid_t)pid;
}

/* Why may a process that lives not be seen? NULL: no reason. */
static const char *proc_fault(void)
{
	if (access("/proc/self/status", R_OK) < 0)
		return "/proc is not mounted here";
	if (access("/proc/1/status", R_OK) < 0)
		return "or /proc hides it (hidepid): that needs root";
	return NULL;
}

static _Noreturn void process_missing(pid_t pid, const char *what)
{
	const struct death death = {
		.code = EXIT_FAILURE,
		.cure = proc_fault(),
	};

	die_of(&death, "%s %d", what, pid);
}

/* The order is that of the table. */
static void sections_fill(struct xray *xray, const char *status)
{
	xray_status(xray, status);
	xray_namespaces(xray);
	xray_cgroups(xray);
	xray_users(xray);
	xray_capabilities(xray, status);
	xray_restrictions(xray, status);
	xray_mounts(xray);
	xray_rlimits(xray);
}

struct xray xray_collect(const char *word)
{
	struct xray xray = { .pid = pid_parse(word) };
	char path[32], *status;
	bool again;

	snprintf(path, sizeof(path), "/proc/%d", xray.pid);
	xray.dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	status = xray.dir < 0 ? NULL : read_all_at(xray.dir, "status");
	if (!status)
		process_missing(xray.pid, "there is no process");
	xray.ended = status_line(status, "State")[0] == 'Z';
	sections_fill(&xray, status);
	free(status);
	/* Half a report would be no report. */
	status = read_all_at(xray.dir, "status");
	if (!status)
		process_missing(
			xray.pid, "while we looked at it, ended process");
	/* It became a zombie meanwhile: look again, that lasts. */
	again = !xray.ended && status_line(status, "State")[0] == 'Z';
	free(status);
	if (again) {
		xray_free(&xray);
		return xray_collect(word);
	}
	return xray;
}

void xray_free(struct xray *xray)
{
	for (size_t i = 0; i < xray->count; i++) {
		free(xray->rows[i].key);
		free(xray->rows[i].text);
		json_object_put(xray->rows[i].value);
	}
	free(xray->rows);
	close(xray->dir);
}

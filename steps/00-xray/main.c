/* xray - what is a process made of? */
/* SPDX-License-Identifier: MIT */
#include <locale.h>
#include <stdio.h>

#include "die.h"
#include "options.h"

#include "xray.h"

static const char more[] =
	"PID is a process number, or 'self': xray itself, also shown if there\n"
	"is none. Two of them stand side by side, and what differs is marked\n"
	"'*'. The JSON has a key for each section of the table, in it one for\n"
	"each row, and null where nothing is to be seen. The exit code is 1\n"
	"if there is no such process.";

static void processes_print(char **pids, bool json)
{
	struct xray left = xray_collect(pids[0] ? pids[0] : "self"), right;

	if (!pids[0] || !pids[1]) {
		(json ? xray_json : xray_show)(&left);
	} else {
		right = xray_collect(pids[1]);
		(json ? compare_json : xray_compare)(&left, &right);
		xray_free(&right);
	}
	xray_free(&left);
}

static void forest_print(bool json)
{
	struct forest forest = forest_collect();

	(json ? forest_json : forest_draw)(&forest);
	forest_free(&forest);
}

int main(int argc, char **argv)
{
	bool all = false, json = false;
	const struct option_row options[] = {
		{ "all", 'a', NULL, "all processes, as a tree of namespaces",
			option_flag, &all },
		{ "json", 0, NULL, "the same for programs", option_flag,
			&json },
		{ 0 },
	};
	const struct usage usage = {
		.name = "xray",
		.arguments = "[options] [--] [PID [PID]]",
		.about = "Show what a process is made of.",
		.more = more,
		.options = options,
	};
	char **pids = options_parse(&usage, argc, argv);

	setlocale(LC_CTYPE, "");
	if (all && pids[0])
		options_refuse("--all and '%s' exclude each other", pids[0]);
	if (pids[0] && pids[1] && pids[2])
		options_refuse("'%s' is one too many", pids[2]);
	if (all)
		forest_print(json);
	else
		processes_print(pids, json);
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write the report");
	return 0;
}

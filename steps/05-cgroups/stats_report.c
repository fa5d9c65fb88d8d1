/* stats_report.c - what a person says of statistics, and gets: --stats. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "nearest.h"

#include "stats.h"

/* table, json, table:FILE, json:FILE */
void cgroup_take_stats(const struct option_row *option, const char *value)
{
	static const char *const words[] = { "table", "json" };
	struct cgroup *cgroup = option->target;
	size_t length = strcspn(value, ":");
	const char *meant;

	for (size_t i = 0; i < 2; i++) {
		if (strlen(words[i]) != length ||
			strncmp(value, words[i], length))
			continue;
		cgroup->stats = i ? STATS_JSON : STATS_TABLE;
		cgroup->stats_file = value[length] ? value + length + 1 : NULL;
		if (cgroup->stats_file && !*cgroup->stats_file)
			break;
		return;
	}
	meant = nearest(value, words, 2);
	options_refuse("'--stats %s' is not table or json, or one of them and"
		       " :FILE%s%s%s",
		value, meant ? "; did you mean '" : "", meant ? meant : "",
		meant ? "'?" : "");
}

/* The command has run by now: what fails here is said, and ends nothing. */
void stats_report(struct cgroup *cgroup)
{
	static struct stats stats;
	int fd = STDERR_FILENO;

	if (cgroup->stats == STATS_NONE)
		return;
	if (cgroup->stats_file)
		fd = open(cgroup->stats_file,
			O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		warn_line("cannot write statistics to '%s': %s",
			cgroup->stats_file, strerror(errno));
		return;
	}
	stats_read(cgroup, &stats);
	(cgroup->stats == STATS_JSON ? stats_json : stats_table)(&stats, fd);
	if (cgroup->stats_file)
		close(fd);
}

/* stats_report.c - what a person says of statistics, and gets: --stats. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "nearest.h"

#include "stats.h"
#include "tree.h"

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

void stats_open(struct cgroup *cgroup)
{
	cgroup->stats_fd = STDERR_FILENO;
	if (!cgroup->places[MEMORY].version && !cgroup->places[CPU].version &&
		!cgroup->places[PIDS].version && !cgroup->places[IO].version)
		controller_die(cgroup, MEMORY, "--stats");
	if (!cgroup->stats_file)
		return;
	cgroup->stats_fd =
		open(cgroup->stats_file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (cgroup->stats_fd < 0)
		die("open", "cannot write statistics to '%s'",
			cgroup->stats_file);
}

void stats_report(struct cgroup *cgroup)
{
	static struct stats stats;
	int fd = cgroup->stats_fd;

	if (cgroup->stats == STATS_NONE)
		return;
	stats_read(cgroup, &stats);
	/* What was there before is not of this guest; a pipe has nothing. */
	if (cgroup->stats_file && ftruncate(fd, 0) < 0 && errno != EINVAL)
		warn_line("cannot empty '%s': %s", cgroup->stats_file,
			strerror(errno));
	(cgroup->stats == STATS_JSON ? stats_json : stats_table)(&stats, fd);
	if (cgroup->stats_file)
		close(fd);
}

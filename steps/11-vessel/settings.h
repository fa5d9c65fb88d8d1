/* settings.h - what the command finds: environment, directory, limits. */
/* SPDX-License-Identifier: MIT */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <sys/types.h>

#include "environment.h"
#include "options.h"
#include "sysctl.h"
#include "timens.h"
#include "ulimit.h"

/* The first three are for the caller to fill in, before settings_prepare(). */
struct settings {
	const char *hostname; /* for HOSTNAME; NULL: it has none */
	bool terminal;        /* for TERM */
	bool own_network;     /* else none of its sysctls */
	struct environment environment;
	const char *workdir;        /* NULL: the image's, or / */
	const char *entrypoint;     /* NULL: the image's; "": none */
	const char *user;           /* of the image; NULL: it does not say */
	int stop_signal;            /* 0: the image's, or SIGTERM */
	unsigned long stop_timeout; /* seconds */
	bool stop_waits;            /* was that asked for? */
	struct ulimits ulimits;
	struct sysctls sysctls;
	struct timens timens;
	bool systemd, nesting;     /* see inner.h */
	const char *oom_score_adj; /* NULL: the launcher's own */
};

/* The rows of an options table that fill `settings`, named as docker does;
 * the first few are those of `exec` as well. */
/* clang-format off */
#define SETTINGS_OPTIONS_EXEC(settings) \
	{ "env", 'e', "NAME[=VALUE]", \
		"a variable for the command; of a NAME, the caller's", \
		environment_take, &(settings)->environment }, \
	{ "env-file", 0, "FILE", "the same, a line each", \
		environment_take_file, &(settings)->environment }, \
	{ "workdir", 'w', "DIR", "where the command starts", \
		settings_take_workdir, settings }

#define SETTINGS_OPTIONS(settings) \
	SETTINGS_OPTIONS_EXEC(settings), \
	{ "entrypoint", 0, "COMMAND", \
		"in place of the image's; '' is none", \
		settings_take_entrypoint, settings }, \
	{ "ulimit", 0, "NAME=SOFT[:HARD]", \
		"a limit for each process: nofile=1024:4096", \
		ulimit_take, &(settings)->ulimits }, \
	{ "sysctl", 0, "NAME=VALUE", \
		"a setting of the kernel that the guest has alone", \
		sysctl_take, &(settings)->sysctls }, \
	{ "time-offset", 0, "TIME", \
		"its clocks are ahead: 30d, monotonic=1h,boottime=2h", \
		timens_take, &(settings)->timens }, \
	{ "oom-score-adj", 0, "NUMBER", \
		"-1000 to 1000: who goes first when memory is short", \
		settings_take_oom, settings }, \
	{ "stop-signal", 0, "SIGNAL", "what 'stop' sends first", \
		settings_take_signal, settings }, \
	{ "stop-timeout", 0, "SECONDS", \
		"how long 'stop' waits then (10)", \
		settings_take_timeout, settings }, \
	{ "systemd", 0, NULL, "the command is systemd, as PID 1", \
		settings_take_systemd, settings }, \
	{ "nesting", 0, NULL, "vessel can be run in there", \
		option_flag, &(settings)->nesting }
/* clang-format on */

option_take settings_take_workdir, settings_take_entrypoint, settings_take_oom,
	settings_take_signal, settings_take_timeout, settings_take_systemd;

/*
 * Host side, before the launch. Join what the image says, the "config" of an
 * OCI image or NULL, and the options, as docker does. Returns the command's
 * words, ended by NULL. Dies if there are none. Raises limits of ours that the
 * guest is to inherit.
 */
char **settings_prepare(struct settings *settings,
	struct json_object *image_config, char **words);

/*
 * Host side. What -e and --env-file have said, with the caller's values: they
 * are those of the creation. A later start takes them from there; while the
 * words are parsed again, environment_pass_over(true).
 */
struct json_object *settings_saved(const struct settings *settings);
void settings_recall(struct settings *settings, struct json_object *saved);

/*
 * Host side, before that, for who comes later: begin with what the guest had
 * that runs with `from`, but its entrypoint.
 */
void settings_inherit(struct settings *settings, const struct settings *from);

/* Host side, the guest `pid` held at the gate: what takes the host's rights. */
void settings_attach(const struct settings *settings, pid_t pid);

/* Guest side, first of all, before userns_enter(): its clocks. */
void settings_start(const struct settings *settings);

/* Guest side, after its network is up and before its root stands: sysctls. */
void settings_tune(const struct settings *settings);

/* Guest side, in its root, before the rights go: working directory. */
void settings_apply(const struct settings *settings);

/* Guest side, as the command's user, right before it: limits, environment, no
 * signal ignored. */
void settings_enter(const struct settings *settings);

/* Host side. The number of a signal: "TERM", "SIGTERM", "15", "RTMIN+3"; 0:
 * there is no such signal. signal(7) */
int settings_signal(const char *name);

#endif

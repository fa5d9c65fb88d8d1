/* command.h - the commands of vessel, each a function. */
/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_H
#define COMMAND_H

#include <limits.h>
#include <stdbool.h>

#include "options.h"

/* No command takes more words than that. */
enum { ANY_NUMBER = INT_MAX };

/* One word after `vessel`. Tables of these end with an empty row. */
struct command {
	const char *name;
	const char *about; /* one line; NULL: not listed */
	int (*run)(int argc, char **argv);
	const char *group; /* the heading above it; NULL: as before */
};

extern const struct command commands[];

/*
 * Host side; all of them. argv[0] is the command's name. Return the exit code;
 * what fails is one line, and 125.
 */
int command_run(int argc, char **argv); /* `vessel` itself */
int command_run_container(int argc, char **argv);
int command_create(int argc, char **argv);
int command_start(int argc, char **argv);
int command_attach(int argc, char **argv);
int command_logs(int argc, char **argv);
int command_wait(int argc, char **argv);
int command_checkpoint(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_end(int argc, char **argv);
int command_exec(int argc, char **argv);
int command_cp(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_ps(int argc, char **argv);
int command_inspect(int argc, char **argv);
int command_rename(int argc, char **argv);
int command_rm(int argc, char **argv);
int command_events(int argc, char **argv);
int command_gc(int argc, char **argv);
int command_pause(int argc, char **argv);
int command_unpause(int argc, char **argv);
int command_kill(int argc, char **argv);
int command_stop(int argc, char **argv);
int command_restart(int argc, char **argv);
int command_port(int argc, char **argv);
int command_top(int argc, char **argv);
int command_stats(int argc, char **argv);
int command_update(int argc, char **argv);
int command_images(int argc, char **argv);
int command_pull(int argc, char **argv);
int command_import(int argc, char **argv);
int command_save(int argc, char **argv);
int command_commit(int argc, char **argv);
int command_tag(int argc, char **argv);
int command_rmi(int argc, char **argv);
int command_check(int argc, char **argv);
int command_completion(int argc, char **argv);
int command_complete(int argc, char **argv);
int command_help(int argc, char **argv);

/*
 * Host side. options_parse() for a command: returns the words beside the
 * options, which are `least` to `most`, or it dies. The options are in `argv`
 * before them then, wherever they were typed.
 */
char **command_parse(
	const struct usage *usage, int argc, char **argv, int least, int most);

/* Host side. Does it run another command, whose options are none of ours? */
bool command_runs(const struct usage *usage);

/*
 * Host side. Become ourselves once more, with these `words`, the first of which
 * is a command. vfork(2)-free: for who is a child already. execve(2)
 */
_Noreturn void command_become(char *const words[]);

#endif

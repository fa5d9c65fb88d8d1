/* commands.c - what can be typed after `vessel`. */
/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <stddef.h>

const struct command commands[] = {
	{ "run", "start a new container", command_run_container, "containers" },
	{ "create", "make one that is started later", command_create, NULL },
	{ "start", "start one that was made, or has ended", command_start,
		NULL },
	{ "stop", "ask one to end, and kill it if it does not", command_stop,
		NULL },
	{ "restart", "stop one, and start it again", command_restart, NULL },
	{ "kill", "send one a signal", command_kill, NULL },
	{ "pause", "let one stand still", command_pause, NULL },
	{ "unpause", "let one go on that stands still", command_unpause, NULL },
	{ "wait", "until they have ended", command_wait, NULL },
	{ "update", "give some other limits", command_update, NULL },
	{ "checkpoint", "keep on the disk what one does, and stop it",
		command_checkpoint, NULL },
	{ "restore", "let it go on from there", command_restore, NULL },
	{ "rename", "give one another name", command_rename, NULL },
	{ "rm", "remove some, with what they have written", command_rm, NULL },

	{ "exec", "run one more command in one that runs", command_exec,
		"in touch" },
	{ "attach", "be the terminal of one that runs", command_attach, NULL },
	{ "cp", "copy files out of one, or into it", command_cp, NULL },
	{ "diff", "list what one has written", command_diff, NULL },
	{ "logs", "what one has written", command_logs, NULL },

	{ "ps", "list containers", command_ps, "what there is" },
	{ "top", "show the processes of one", command_top, NULL },
	{ "stats", "show what they use", command_stats, NULL },
	{ "inspect", "tell all that is known of some", command_inspect, NULL },
	{ "port", "show which ports lead into one", command_port, NULL },
	{ "events", "tell what happens to them", command_events, NULL },

	{ "images", "list what there is to start from", command_images,
		"images" },
	{ "pull", "get one from its registry", command_pull, NULL },
	{ "import", "make one of a tar, a directory or an archive",
		command_import, NULL },
	{ "commit", "make one of what a container has written", command_commit,
		NULL },
	{ "save", "write some to an archive, for other tools", command_save,
		NULL },
	{ "tag", "give one a name more", command_tag, NULL },
	{ "rmi", "take names away, and what has none left", command_rmi, NULL },

	{ "gc", "remove what killed ones have left", command_gc,
		"this machine" },
	{ "check", "does it work here, and if not, why?", command_check, NULL },
	{ "completion", "what makes a shell complete these words",
		command_completion, NULL },
	{ "help", "this list, or the options of a command", command_help,
		NULL },

	/* What nobody types. */
	{ "complete", NULL, command_complete, NULL },
	{ "end", NULL, command_end, NULL },
	{ 0 },
};

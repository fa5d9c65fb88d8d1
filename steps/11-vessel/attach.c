/* attach.c - vessel attach: be the terminal of a container that runs. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "container.h"
#include "monitor.h"

/* docker writes --sig-proxy=false. */
static void attach_take_proxy(
	const struct option_row *option, const char *value)
{
	bool yes = !strcmp(value, "true") || !strcmp(value, "1");

	if (!yes && strcmp(value, "false") != 0 && strcmp(value, "0") != 0)
		options_refuse(
			"'--sig-proxy=%s': there are true and false", value);
	*(bool *)option->target = yes;
}

int command_attach(int argc, char **argv)
{
	struct attach attach = { .connection = -1, .proxies = true };
	struct container container;
	bool no_input = false, terminal;
	const struct option_row options[] = {
		{ "no-stdin", 0, NULL, "show what it says, and pass nothing on",
			option_flag, &no_input },
		{ "detach-keys", 0, "KEYS", "to leave it alone (ctrl-p,ctrl-q)",
			option_string, &attach.detach_keys },
		{ "sig-proxy", 0, "BOOL",
			"signals are for the container (true), if it has no\n"
			"terminal",
			attach_take_proxy, &attach.proxies },
		{ 0 },
	};
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options] CONTAINER",
			.about = "Be the terminal of a container that runs, or"
				 " its stdin, stdout and stderr.",
			.more = "The exit code is that of the container.",
			.options = options,
		},
		argc, argv, 1, 1);
	int code;

	container_find(&container, words[0]);
	container_must_run(&container, false);
	terminal = json_truth(container.runtime, "terminal");
	attach.input = !no_input;
	attach.proxies = attach.proxies && !terminal;
	attach_check(&attach, terminal);
	code = attach_run(&container, &attach);
	container_close(&container);
	return code < 0 ? EXIT_SUCCESS : code;
}

/* completion.c - how a shell is told to ask us. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

#include "command.h"

/*
 * The scripts are files beside this one, which the linker puts into us. They
 * hold no list: they ask `vessel complete` at each press of the key.
 */
#define SCRIPT(name, symbol) \
	extern const char name[] __asm__("_binary_completion_" symbol)
SCRIPT(bash_start, "bash_start");
SCRIPT(bash_end, "bash_end");
SCRIPT(zsh_start, "zsh_start");
SCRIPT(zsh_end, "zsh_end");

static void completion_print(const char *start, const char *end)
{
	fwrite(start, 1, (size_t)(end - start), stdout);
}

int command_completion(int argc, char **argv)
{
	static const struct option_row none[] = { { 0 } };
	char **words = command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "bash|zsh",
			.about = "Print what makes a shell complete the words"
				 " of vessel.",
			.more = "In ~/.bashrc: source <(vessel completion"
				" bash)\nIn ~/.zshrc, after compinit: source"
				" <(vessel completion zsh)",
			.options = none,
		},
		argc, argv, 1, 1);

	if (!strcmp(*words, "bash"))
		completion_print(bash_start, bash_end);
	else if (!strcmp(*words, "zsh"))
		completion_print(zsh_start, zsh_end);
	else
		options_refuse("there is no completion for '%s', but for bash"
			       " and zsh",
			*words);
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write the script");
	return EXIT_SUCCESS;
}

/* check.c - does it work on this machine? The doctor knows. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "die.h"
#include "file.h"

#include "command.h"

/* Where `make install` has put it, or, where all is built, beside us. */
static const char *const check_places[] = { "../libexec/vessel/doctor",
	"doctor" };

int command_check(int argc, char **argv)
{
	bool json = false;
	const struct option_row options[] = {
		{ "json", 0, NULL, "print everything as JSON", option_flag,
			&json },
		{ 0 },
	};
	const char *path = NULL;

	command_parse(
		&(struct usage){
			.name = "vessel",
			.arguments = "[options]",
			.about = "Try what containers need, and say what of it"
				 " works on this machine.\nNothing is changed.",
			.more = "It names what is missing, what that costs,"
				" and the cure. The exit code is 1 if\n"
				"something does not work at all.",
			.options = options,
		},
		argc, argv, 0, 0);
	for (size_t i = 0; i < 2 && (!path || access(path, X_OK) < 0); i++)
		path = file_near_program(check_places[i]);
	execl(path, "doctor", json ? "--json" : NULL, NULL);
	die("execve", "cannot ask the doctor, '%s'", path);
}

/* files.c - how many files this process may have open. */
/* SPDX-License-Identifier: MIT */
#include "files.h"

#include "die.h"

void files_allow(const struct rlimit *before)
{
	if (setrlimit(RLIMIT_NOFILE, before) < 0)
		die("setrlimit", "cannot set how many files may be open");
}

void files_allow_all(struct rlimit *before)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, before) < 0)
		die("getrlimit", "cannot tell how many files may be open");
	most = *before;
	most.rlim_cur = most.rlim_max;
	files_allow(&most);
}

/* restored.h - what is known of a checkpoint while it comes back. */
/* SPDX-License-Identifier: MIT */
#ifndef RESTORED_H
#define RESTORED_H

#include <json-c/json.h>

#include "criu.h"

/* In DATA/containers/ID: what criu calls. */
#define RESTORE_SCRIPT "criu-script"

struct restored {
	const char *name;
	struct json_object *record; /* of vessel.json */
	struct criu criu;
	pid_t pid;  /* the guest's; 0: there is none yet */
	int ask;    /* FIFO: criu's script says who the guest is */
	int answer; /* FIFO: and waits until it is connected */
};

/*
 * Either side. `path` in a group of the record `before` is, in those of `now`,
 * the same: to be freed. NULL: it is in none. cgroup_resume.h
 */
char *group_renewed(const char *before, const char *now, const char *path);

#endif

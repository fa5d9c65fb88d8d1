/* container.h - what is known of a container: what was asked, what became. */
/* SPDX-License-Identifier: MIT */
#ifndef CONTAINER_H
#define CONTAINER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "json_file.h"
#include "paths.h"

enum { ID_LENGTH = 64, SHORT_ID = 12, LONGEST_CONTAINER_NAME = 128 };

enum status {
	CREATED,
	STARTING, /* its launch goes on, or its end */
	RUNNING,
	PAUSED,
	EXITED,
	DEAD, /* its monitor was killed: only `vessel end` sees it */
};

/* Everything here is host side. */

struct container {
	char id[ID_LENGTH + 1];
	char name[LONGEST_CONTAINER_NAME + 1];
	enum status status;
	int exit_code;               /* of the last run; valid if EXITED */
	pid_t pid, monitor;          /* 0: it does not run */
	int directory;               /* DATA/containers/ID */
	int live;                    /* RUN/containers/ID; -1: none */
	int lock;                    /* -1: it is not ours */
	struct json_object *config;  /* config.json */
	struct json_object *state;   /* state.json; may be NULL */
	struct json_object *runtime; /* live.json; NULL: it does not run */
};

/*
 * Host side. A new one, in status CREATED, locked, with a name of its own if
 * `name` is NULL. `config` is completed by id, name, created, directory. Dies
 * if the name is taken or none.
 */
void container_create(struct container *container, const char *name,
	struct json_object *config);

/*
 * Host side. Find the one that `word` means: a name, an id, or the beginning of
 * one id. Dies with "no such container". If its monitor was killed, that is
 * put in order first.
 */
void container_find(struct container *container, const char *word);

/* Host side. The same, false if there is none. */
bool container_look(struct container *container, const char *word);

/*
 * Host side. One change at a time: wait for the lock, and read all anew. Dies
 * if it was removed meanwhile. Nobody waits with it for a guest to end, which
 * takes it as well. A child has it until it closes container->lock. flock(2)
 */
void container_lock(struct container *container);
void container_unlock(struct container *container);

/*
 * Host side, for `vessel end` alone. Find and lock the one whose whole id this
 * is, and put nothing in order. Ends the process if somebody else has done it.
 */
void container_take(struct container *container, const char *id);

/*
 * Host side, in the process that becomes the monitor. Make RUN/containers/ID,
 * and lock monitor.lock in it: who has it runs the container, whatever becomes
 * of that process. Returns its descriptor. Dies if somebody has it.
 */
int container_live_begin(struct container *container);

/* Host side. Remove RUN/containers/ID with what is in it: it runs no more. */
void container_live_end(struct container *container);

/* Host side. Wait until nobody has that lock; false: not within `timeout`
 * seconds. Negative: for ever. */
bool container_wait(const struct container *container, double timeout);

/* Host side, locked. Write config, state or live.json, by rename. */
void container_save_config(const struct container *container);
void container_save_state(const struct container *container);
void container_save_live(const struct container *container);

/* Host side, locked. Remove all of one that does not run: directories, name. */
void container_remove(struct container *container);

/* Host side. Let go of what is open. */
void container_close(struct container *container);

/*
 * Host side. Call `each` for all, oldest first, with neither directory open;
 * broken ones are told of on stderr, with the cure, and passed over.
 */
void containers_each(void (*each)(struct container *container, void *argument),
	void *argument);

/* Host side. "running", "exited", ... */
const char *status_name(enum status status);

/* Host side. Die unless it is running (PAUSED is running if `paused`). */
void container_must_run(const struct container *container, bool paused);

/*
 * Host side, with its first process open as a descriptor. Die if that is not
 * the container's any more: before, its number was nobody else's.
 */
void container_same(const struct container *container);

/* Host side. One line of JSON for `events`: "start", "die", ... */
void event_log(const struct container *container, const char *action);

#endif

/* criu.h - a program that takes a guest's memory to the disk, and back. */
/* SPDX-License-Identifier: MIT */
#ifndef CRIU_H
#define CRIU_H

#include <json-c/json.h>
#include <stddef.h>
#include <sys/types.h>

enum { MOST_CRIU_WORDS = 512 };

/* A command line of criu(8)'s. */
struct criu {
	char *words[MOST_CRIU_WORDS + 1]; /* ended by NULL */
	size_t count;
	const char *log; /* a file, whole path */
};

/* Host side. Where DATA/containers/ID/checkpoints/NAME is, and criu's log of
 * `id`; to be freed. */
char *checkpoint_path(const char *id, const char *name);
char *criu_log_path(const char *id, const char *action);

/* Host side. Begin with `action` ("dump", "restore"), on the images in `path`,
 * and with what is said for each. Dies if there is no criu, or we are not root.
 */
void criu_begin(struct criu *criu, const char *action, const char *path,
	const char *log);

/* Host side. Another word. printf(3) */
void criu_add(struct criu *criu, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Host side. Become it. Its output is in its log. */
_Noreturn void criu_become(const struct criu *criu);

/* Host side. Die, and say what criu did not like. `what` as in "cannot %s". */
_Noreturn void criu_blame(const struct criu *criu, const char *what);

/* ------------------------- what a guest has of the host's, in a checkpoint */

/* What is written down beside criu's images. */
#define CHECKPOINT_FILE "vessel.json"

/*
 * Host side. The mounts of the guest `pid` that criu cannot make by itself: an
 * array of {target, source}, or {target, text} of a file of its own.
 */
struct json_object *outside_mounts(pid_t pid);

/* Host side. Its streams that lead out of it: {"0": "pipe:[1234]", ...} */
struct json_object *outside_streams(pid_t pid);

#endif

/* start.h - a container is started: who forks whom, and who is told. */
/* SPDX-License-Identifier: MIT */
#ifndef START_H
#define START_H

#include "guest.h"
#include "spawn.h"

/*
 * Host side. Launch guest->container, locked, in a child of ours, and wait
 * until its command runs. Returns 0, and in guest->client a connection if there
 * is to be one; or the exit code, when it has been said why it does not run.
 */
int start(struct guest *guest, bool attached);

/*
 * Host side, before anything is done. The command may be a script whose
 * interpreter is /proc/self/exe: then it is our program that runs in there. Go
 * on as a copy that cannot be written, where the guest could write to the file.
 * (CVE-2019-5736)
 */
void start_seal(const struct guest *guest);

/* Host side. What is asked for, as it was typed: a later start reads it. */
struct json_object *start_config(
	const struct guest *guest, char *const *argv, char *const *words);

/*
 * Host side. Fill `guest` again from what was asked when the container was
 * created. The words live as long as we do.
 */
void start_recall(struct guest *guest, struct container *container);

/*
 * Host side. The same, for who ends a container: where that would die, since
 * something has gone that it names, what the records have must do.
 */
void start_remember(struct guest *guest, struct container *container);

/* Host side. The directories of the image, the top one first, and the
 * container's layer on them. */
void start_files(struct guest *guest);

/*
 * Host side. Find the container whose network is asked for, which has to run.
 */
void start_neighbour(struct guest *guest);

/* In that child, in order; all of them host side. */

/* Host side. Leave the launcher's session, be the one who runs the container,
 * and find what it is made of. setsid(2), flock(2) */
void start_prepare(struct guest *guest);

/* Host side. Open the gate; when the command runs, write down who is who, say
 * so to the launcher, and become the monitor. */
_Noreturn void start_finish(struct guest *guest, struct child *child);

/* Host side. The two halves of that, for who opens a gate of another kind:
 * before, with the guard that there is; and when the guest runs. */
void start_record(struct guest *guest, struct monitor *monitor, pid_t pid);
_Noreturn void start_become(struct guest *guest, struct monitor *monitor);

/* Host side, later. Take up from the record what the launch has left. */
void start_resume(struct guest *guest);

#endif

/* mapper.h - the device mapper: disks made of parts of other disks. */
/* SPDX-License-Identifier: MIT */
#ifndef MAPPER_H
#define MAPPER_H

#include <stdint.h>

/* Everything here is either side. */

/* Die if this kernel has none: --storage dm has nothing to work with. */
void mapper_check(void);

/*
 * Make the device `name` of `sectors` (512 bytes each) that is mapped by
 * `target` with `parameters`, as dmsetup(8) takes them, or die.
 */
void mapper_create(const char *name, uint64_t sectors, const char *target,
	const char *parameters);

/* Send the target at its start a message. Returns 0, or -1 and errno. */
int mapper_tell(const char *name, const char *message);

/* Remove the device `name`, or as soon as nobody uses it. 0, or -1 and errno */
int mapper_remove(const char *name);

/* The minor number of `name`, as in /dev/dm-0; -1 and errno: there is none. */
int mapper_minor(const char *name);

/* die() for a call of these that failed, with its known causes. */
_Noreturn void mapper_die(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif

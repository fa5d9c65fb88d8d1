/* syscalls.h - system calls and constants that older headers lack. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSCALLS_H
#define SYSCALLS_H

#include <stdint.h>
#include <sys/syscall.h>

/* New calls have the same number everywhere but on Alpha. */
#ifndef SYS_open_tree
#define SYS_open_tree 428
#endif
#ifndef SYS_move_mount
#define SYS_move_mount 429
#endif
#ifndef SYS_fsopen
#define SYS_fsopen 430
#endif
#ifndef SYS_fsconfig
#define SYS_fsconfig 431
#endif
#ifndef SYS_fsmount
#define SYS_fsmount 432
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

/* Of <linux/mount.h>, which cannot be included beside <sys/mount.h>. */
enum {
	FS_CREATE = 6,           /* FSCONFIG_CMD_CREATE */
	TREE_CLONE = 1,          /* OPEN_TREE_CLONE */
	MOVE_FROM_FD = 4,        /* MOVE_MOUNT_F_EMPTY_PATH */
	LANDLOCK_VERSION = 1,    /* LANDLOCK_CREATE_RULESET_VERSION */
	MOUNT_FLAG_READONLY = 1, /* MOUNT_ATTR_RDONLY */
};

struct mount_flags { /* struct mount_attr */
	uint64_t set, clear, propagation, userns_fd;
};

#endif

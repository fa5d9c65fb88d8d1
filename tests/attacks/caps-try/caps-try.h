/* caps-try.h - the one call that a capability opens, for each of them. */
/* SPDX-License-Identifier: MIT */
#ifndef CAPS_TRY_H
#define CAPS_TRY_H

#include <sys/types.h>

/*
 * Each returns 0 if the kernel let us, the errno that it refused us with, or -1
 * and a `reason` if that cannot be told here. Arguments are such that nothing
 * happens to the machine also where the kernel would let us.
 */
typedef int attempt(void);
extern const char *reason;

/* files.c */
attempt try_chown, try_dac_override, try_dac_read_search, try_fowner,
	try_fsetid, try_linux_immutable, try_mknod, try_lease, try_setfcap;
/* processes.c */
attempt try_kill, try_setgid, try_setuid, try_setpcap, try_ipc_lock,
	try_ipc_owner, try_sys_chroot, try_sys_ptrace, try_sys_nice,
	try_sys_resource, try_checkpoint_restore;
/* network.c */
attempt try_net_bind_service, try_net_broadcast, try_net_admin, try_net_raw,
	try_audit_write, try_audit_control, try_audit_read;
/* kernel.c */
attempt try_sys_module, try_sys_rawio, try_sys_pacct, try_sys_admin,
	try_sys_boot, try_sys_time, try_syslog, try_bpf, try_perfmon;
/* machine.c */
attempt try_sys_tty_config, try_mac_override, try_mac_admin, try_wake_alarm,
	try_block_suspend;

/* What a system call returned, as an attempt's result: 0 or errno. */
int result_of(long returned);

/* The same where the kernel, once it has let us, says `expected`. */
int result_past(long returned, int expected);

/* -1, because of `why`. */
int cannot_tell(const char *why);

/* A file of ours with the permissions `mode`, open for reading and writing. */
int file_of_ours(const char *path, mode_t mode);

/*
 * A process of user 1000, and a file of its: started through a setuid program
 * that the root holds, since we may have no right to become anybody. -1: none.
 */
pid_t guest_process(const char *path);

#endif

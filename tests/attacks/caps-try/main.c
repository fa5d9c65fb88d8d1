/* main.c - caps-try: does the kernel let us do what a capability opens? */
/* SPDX-License-Identifier: MIT */

/*
 * What:  root's power in 41 pieces. For each, the call that it opens, with
 *        arguments that make the kernel check the right and then do nothing.
 * Stop:  capabilities (step 08): docker gives 14 of them.
 *
 * caps-try        a table of all
 * caps-try NAME   one. Exit code 0: yes, 1: no, 2: that cannot be told here.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "caps-try.h"

/* By the numbers that the kernel gave them. */
static const struct {
	const char *name;
	attempt *attempt;
	const char *call;
} rows[] = {
	{ "chown", try_chown, "chown(2): give a file away" },
	{ "dac_override", try_dac_override, "open(2): write a mode 000" },
	{ "dac_read_search", try_dac_read_search,
		"open_by_handle_at(2): no path at all" },
	{ "fowner", try_fowner, "chmod(2): another's directory" },
	{ "fsetid", try_fsetid, "write(2): the setuid bit stays" },
	{ "kill", try_kill, "kill(2): another's process" },
	{ "setgid", try_setgid, "setgid(2): to 1000" },
	{ "setuid", try_setuid, "setuid(2): to 1000" },
	{ "setpcap", try_setpcap, "prctl(2): PR_CAPBSET_DROP" },
	{ "linux_immutable", try_linux_immutable, "ioctl(2): chattr +i" },
	{ "net_bind_service", try_net_bind_service, "bind(2): port 80" },
	{ "net_broadcast", try_net_broadcast, "nothing asks for it" },
	{ "net_admin", try_net_admin, "ioctl(2): ifconfig lo up" },
	{ "net_raw", try_net_raw, "socket(2): SOCK_RAW" },
	{ "ipc_lock", try_ipc_lock, "mlock(2): beyond RLIMIT_MEMLOCK" },
	{ "ipc_owner", try_ipc_owner, "shmat(2): a segment of mode 000" },
	{ "sys_module", try_sys_module, "init_module(2): of no bytes" },
	{ "sys_rawio", try_sys_rawio, "ioctl(2): FIBMAP, block 0 of a file" },
	{ "sys_chroot", try_sys_chroot, "chroot(2): to /" },
	{ "sys_ptrace", try_sys_ptrace, "process_vm_readv(2): another's" },
	{ "sys_pacct", try_sys_pacct, "acct(2): to a file that is not" },
	{ "sys_admin", try_sys_admin, "mount(2): make / private" },
	{ "sys_boot", try_sys_boot, "reboot(2): with a wrong magic number" },
	{ "sys_nice", try_sys_nice, "setpriority(2): one up" },
	{ "sys_resource", try_sys_resource, "setrlimit(2): a hard limit up" },
	{ "sys_time", try_sys_time, "adjtimex(2): an impossible tick" },
	{ "sys_tty_config", try_sys_tty_config, "vhangup(2): of no terminal" },
	{ "mknod", try_mknod, "mknod(2): another /dev/null" },
	{ "lease", try_lease, "fcntl(2): F_SETLEASE on another's file" },
	{ "audit_write", try_audit_write, "netlink(7): AUDIT_USER, empty" },
	{ "audit_control", try_audit_control, "netlink(7): AUDIT_GET" },
	{ "setfcap", try_setfcap, "setxattr(2): security.capability" },
	{ "mac_override", try_mac_override, "Smack alone asks for it" },
	{ "mac_admin", try_mac_admin, "write(2): an AppArmor profile" },
	{ "syslog", try_syslog, "syslog(2): how much is unread" },
	{ "wake_alarm", try_wake_alarm, "timerfd_create(2): _ALARM" },
	{ "block_suspend", try_block_suspend, "epoll_ctl(2): EPOLLWAKEUP" },
	{ "audit_read", try_audit_read, "bind(2): the audit group" },
	{ "perfmon", try_perfmon, "perf_event_open(2): all of a processor" },
	{ "bpf", try_bpf, "bpf(2): a queue" },
	{ "checkpoint_restore", try_checkpoint_restore,
		"clone3(2): a child with the number 4242" },
};
enum { ROWS = sizeof(rows) / sizeof(*rows) };

const char *reason = "";

static const char *errno_name(int error)
{
	return error == EPERM    ? "EPERM"
	       : error == EACCES ? "EACCES"
				 : strerror(error);
}

/* In a child, so that none leaves anything to the next. 0, 1 or 2. */
static int row_try(size_t i)
{
	int status, result;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		result = rows[i].attempt();
		printf("%-19s%-5s%s%s%s\n", rows[i].name,
			result < 0 ? "?" : (result ? "no" : "yes"),
			result < 0 ? reason : rows[i].call,
			result > 0 ? ": " : "",
			result > 0 ? errno_name(result) : "");
		fflush(stdout);
		_exit(result < 0 ? 2 : result > 0);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		return 3;
	unlink("/tmp/caps-try");
	unlink("/tmp/caps-try-guest");
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	int done = 3;

	if (argc == 3 && !strcmp(argv[1], "--as-guest"))
		return guest_process(argv[2]) < 0; /* see processes.c */
	for (size_t i = 0; i < ROWS; i++)
		if (argc == 1 || !strcmp(argv[1], rows[i].name))
			done = row_try(i);
	if (done == 3)
		fprintf(stderr, "usage: caps-try [NAME]\n");
	return argc == 1 ? done == 3 : done;
}

int result_of(long returned)
{
	return returned < 0 ? errno : 0;
}

int result_past(long returned, int expected)
{
	return returned < 0 && errno != expected ? errno : 0;
}

int cannot_tell(const char *why)
{
	reason = why;
	return -1;
}

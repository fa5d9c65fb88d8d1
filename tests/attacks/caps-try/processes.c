/* processes.c - what capabilities open with processes. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "caps-try.h"

/* We, setuid to user 1000: become that for good, and say so; then wait. */
static int guest_be(const char *path, int ready)
{
	uid_t uid = geteuid();

	umask(022);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (uid != 1000 || setresuid(uid, uid, uid) < 0 ||
		close(file_of_ours(path, 0644)) < 0)
		return -1;
	if (write(ready, "", 1) == 1)
		pause();
	return 0;
}

pid_t guest_process(const char *path)
{
	static const char program[] = "/attacks/caps-try-guest";
	int ready[2];
	char byte;
	pid_t child;

	if (getuid() != geteuid())
		return guest_be(path, STDIN_FILENO);
	if (pipe(ready) < 0)
		return -1;
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(ready[1], STDIN_FILENO);
		close(ready[1]);
		close(ready[0]);
		execl(program, program, "--as-guest", path, NULL);
		_exit(1);
	}
	close(ready[1]);
	return read(ready[0], &byte, 1) == 1 ? child : -1;
}

int try_kill(void)
{
	pid_t pid = guest_process("/tmp/caps-try-guest");

	if (pid < 0)
		return cannot_tell("no setuid caps-try-guest in /attacks");
	return result_of(kill(pid, SIGKILL));
}

/* Permission comes before the address, which nothing is at. */
int try_sys_ptrace(void)
{
	pid_t pid = guest_process("/tmp/caps-try-guest");
	char byte;
	struct iovec here = { &byte, 1 }, there = { NULL, 1 };

	if (pid < 0)
		return cannot_tell("no setuid caps-try-guest in /attacks");
	return result_past(
		process_vm_readv(pid, &here, 1, &there, 1, 0), EFAULT);
}

int try_setgid(void)
{
	return result_of(setgid(1000));
}

int try_setuid(void)
{
	return result_of(setuid(1000));
}

int try_setpcap(void)
{
	return result_of(prctl(PR_CAPBSET_DROP, CAP_SYS_BOOT, 0, 0, 0));
}

int try_sys_chroot(void)
{
	return result_of(chroot("/"));
}

int try_sys_nice(void)
{
	int now = getpriority(PRIO_PROCESS, 0);
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_NICE, &none);
	return result_of(setpriority(PRIO_PROCESS, 0, now - 1));
}

int try_sys_resource(void)
{
	const struct rlimit none = { 0, 0 }, more = { 0, 1 };

	setrlimit(RLIMIT_CORE, &none);
	return result_of(setrlimit(RLIMIT_CORE, &more));
}

int try_ipc_lock(void)
{
	const struct rlimit none = { 0, 0 };
	static char page[4096];

	setrlimit(RLIMIT_MEMLOCK, &none);
	return result_of(mlock(page, sizeof(page)));
}

/* Even who owns it needs a bit of its mode. */
int try_ipc_owner(void)
{
	int id = shmget(IPC_PRIVATE, 4096, 0), result = 0;

	if (id < 0)
		return cannot_tell("no SysV shared memory here");
	if ((long)shmat(id, NULL, SHM_RDONLY) == -1)
		result = errno;
	shmctl(id, IPC_RMID, NULL);
	return result;
}

int try_checkpoint_restore(void)
{
	pid_t number = 4242;
	struct clone_args arguments = {
		.exit_signal = SIGCHLD,
		.set_tid = (uint64_t)(uintptr_t)&number,
		.set_tid_size = 1,
	};
	long pid = syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid((pid_t)pid, NULL, 0);
	if (pid < 0 && errno == ENOSYS)
		return cannot_tell("no clone3(2) in this kernel");
	return result_past(pid, EEXIST);
}

/* kernel.c - what capabilities open with the kernel itself. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/fs.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#include "caps-try.h"

int try_sys_module(void)
{
	int result = result_of(syscall(SYS_init_module, NULL, 0, ""));

	if (result == ENOSYS)
		return cannot_tell("this kernel has no modules");
	return result == EPERM ? EPERM : 0; /* ENOEXEC: it looked at it */
}

/* Where on the disk is a file? /tmp may be in memory: it says EINVAL then. */
int try_sys_rawio(void)
{
	int fd = file_of_ours("/tmp/caps-try", 0600), block = 0;

	return result_past(ioctl(fd, FIBMAP, &block), EINVAL);
}

int try_sys_pacct(void)
{
	int result = result_of(syscall(SYS_acct, "/nosuch/file"));

	if (result == ENOSYS)
		return cannot_tell("this kernel has no accounting");
	return result == ENOENT ? 0 : result;
}

int try_sys_admin(void)
{
	return result_of(mount(NULL, "/", NULL, MS_PRIVATE, NULL));
}

int try_sys_boot(void)
{
	return result_past(syscall(SYS_reboot, 0, 0, 0, NULL), EINVAL);
}

int try_sys_time(void)
{
	struct timex change = { .modes = ADJ_TICK, .tick = 0 };

	return result_past(adjtimex(&change), EINVAL);
}

int try_syslog(void)
{
	enum { SIZE_UNREAD = 9 };

	return result_of(syscall(SYS_syslog, SIZE_UNREAD, NULL, 0));
}

int try_bpf(void)
{
	union bpf_attr attributes = {
		.map_type = BPF_MAP_TYPE_QUEUE,
		.value_size = 4,
		.max_entries = 1,
	};
	int result = result_of(syscall(
		SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)));

	if (result == ENOSYS)
		return cannot_tell("this kernel has no bpf(2)");
	return result;
}

/* How much do others ask without a right? See sysctl kernel.perf_event_*. */
static int perf_paranoia(void)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "r");
	char text[16] = "0";

	if (file && !fgets(text, sizeof(text), file))
		text[0] = '0';
	if (file)
		fclose(file);
	return atoi(text);
}

int try_perfmon(void)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_DUMMY,
		.size = sizeof(attributes),
	};
	int result;

	if (perf_paranoia() < 1)
		return cannot_tell("everybody may, or there is no perf here");
	if (perf_paranoia() > 2) /* a patch of Debian's and Ubuntu's */
		return cannot_tell("this kernel wants sys_admin for it");
	result = result_of(
		syscall(SYS_perf_event_open, &attributes, -1, 0, -1, 0));
	if (result == ENOSYS)
		return cannot_tell("this kernel has no perf_event_open(2)");
	return result;
}

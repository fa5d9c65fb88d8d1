/* table.c - all system calls in groups: what for, or why not. */
/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/socket.h>

#define CAP(name) (UINT64_C(1) << CAP_##name)

/* What docker opens is open, and what it closes is closed. */
/* clang-format off */
const struct group call_groups[] = {
	{ "files by name", OPEN, .calls =
		"access chdir chmod chown chown32 creat faccessat faccessat2"
		" fchdir fchmodat fchmodat2 fchownat fstatat64 futimesat getcwd"
		" lchown lchown32 link linkat lstat lstat64 mkdir mkdirat"
		" mknod mknodat newfstatat open openat openat2 readlink"
		" readlinkat rename renameat renameat2 rmdir stat stat64 statfs"
		" statfs64 statx symlink symlinkat truncate truncate64 umask"
		" unlink unlinkat utime utimensat utimensat_time64 utimes"
		" name_to_handle_at" },
	{ "files that are open", OPEN, .calls =
		"close close_range copy_file_range dup dup2 dup3 fadvise64"
		" fadvise64_64 arm_fadvise64_64 fallocate fchmod fchown"
		" fchown32 fcntl fcntl64 fdatasync flock fstat fstat64 fstatfs"
		" fstatfs64 fsync ftruncate ftruncate64 getdents getdents64"
		" ioctl _llseek lseek pread64 preadv preadv2 pwrite64 pwritev"
		" pwritev2 read readahead readv sendfile sendfile64 splice sync"
		" sync_file_range sync_file_range2 arm_sync_file_range syncfs"
		" tee vmsplice write writev cachestat" },
	{ "attributes of files", OPEN, .calls =
		"fgetxattr flistxattr fremovexattr fsetxattr getxattr"
		" getxattrat lgetxattr listxattr listxattrat llistxattr"
		" lremovexattr lsetxattr removexattr removexattrat setxattr"
		" setxattrat" },
	{ "waiting for many files", OPEN, .calls =
		"epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait"
		" epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2"
		" inotify_add_watch inotify_init inotify_init1"
		" inotify_rm_watch io_cancel io_destroy io_getevents"
		" io_pgetevents io_pgetevents_time64 io_setup io_submit"
		" _newselect pipe pipe2 poll ppoll ppoll_time64 pselect6"
		" pselect6_time64 select fanotify_mark" },
	{ "sockets", OPEN, .calls =
		"accept accept4 bind connect getpeername getsockname"
		" getsockopt listen recv recvfrom recvmmsg recvmmsg_time64"
		" recvmsg send sendmmsg sendmsg sendto setsockopt shutdown"
		" socket socketpair" },
	{ "memory", OPEN, .calls =
		"brk madvise map_shadow_stack membarrier memfd_create"
		" memfd_secret mincore mlock mlock2 mlockall mmap mmap2"
		" mprotect mremap mseal msync munlock munlockall munmap"
		" pkey_alloc pkey_free pkey_mprotect remap_file_pages"
		" cacheflush riscv_flush_icache riscv_hwprobe" },
	{ "processes and threads", OPEN, .calls =
		"arch_prctl breakpoint execve execveat exit exit_group fork"
		" futex futex_requeue futex_time64 futex_wait futex_waitv"
		" futex_wake get_robust_list get_thread_area get_tls getpgid"
		" getpgrp getpid getppid getsid gettid kill modify_ldt"
		" pidfd_open pidfd_send_signal prctl process_mrelease"
		" restart_syscall rseq set_robust_list set_thread_area"
		" set_tid_address set_tls setpgid setsid swapcontext tgkill"
		" tkill uprobe uretprobe vfork wait4 waitid waitpid" },
	{ "signals", OPEN, .calls =
		"pause rt_sigaction rt_sigpending rt_sigprocmask"
		" rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait"
		" rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack signal"
		" sigaction signalfd signalfd4 sigpending sigprocmask sigreturn"
		" sigsuspend" },
	{ "time that has passed, and timers", OPEN, .calls =
		"adjtimex alarm clock_adjtime clock_adjtime64 clock_getres"
		" clock_getres_time64 clock_gettime clock_gettime64"
		" clock_nanosleep clock_nanosleep_time64 getitimer"
		" gettimeofday nanosleep setitimer time timer_create"
		" timer_delete timer_getoverrun timer_gettime timer_gettime64"
		" timer_settime timer_settime64 timerfd_create timerfd_gettime"
		" timerfd_gettime64 timerfd_settime timerfd_settime64 times" },
	{ "who one is", OPEN, .calls =
		"capget capset getegid getegid32 geteuid geteuid32 getgid"
		" getgid32 getgroups getgroups32 getresgid getresgid32"
		" getresuid getresuid32 getuid getuid32 setfsgid setfsgid32"
		" setfsuid setfsuid32 setgid setgid32 setgroups setgroups32"
		" setregid setregid32 setresgid setresgid32 setresuid"
		" setresuid32 setreuid setreuid32 setuid setuid32" },
	{ "the processor and limits", OPEN, .calls =
		"getcpu getpriority getrlimit getrusage ioprio_get ioprio_set"
		" prlimit64 sched_get_priority_max sched_get_priority_min"
		" sched_getaffinity sched_getattr sched_getparam"
		" sched_getscheduler sched_rr_get_interval"
		" sched_rr_get_interval_time64 sched_setaffinity sched_setattr"
		" sched_setparam sched_setscheduler sched_yield setpriority"
		" setrlimit ugetrlimit" },
	{ "messages: the IPC namespace is its own", OPEN, .calls =
		"ipc mq_getsetattr mq_notify mq_open mq_timedreceive"
		" mq_timedreceive_time64 mq_timedsend mq_timedsend_time64"
		" mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop"
		" semtimedop semtimedop_time64 shmat shmctl shmdt shmget" },
	{ "what only takes away, and what tells", OPEN, .calls =
		"getrandom landlock_add_rule landlock_create_ruleset"
		" landlock_restrict_self listmount seccomp statmount sysinfo"
		" uname" },
	{ "tracing: since Linux 4.8 no way around a filter", OPEN, .calls =
		"process_vm_readv process_vm_writev ptrace" },

	{ "mounts uncover what is masked, and are much code of the kernel",
		CLOSED, CAP(SYS_ADMIN), .calls =
		"fsconfig fsmount fsopen fspick mount mount_setattr move_mount"
		" open_tree open_tree_attr umount umount2" },
	{ "namespaces give all capabilities back (CVE-2022-0185)",
		CLOSED, CAP(SYS_ADMIN), .calls = "setns unshare listns" },
	{ "its flags are behind a pointer: ENOSYS, and libc takes clone",
		CLOSED, CAP(SYS_ADMIN), ENOSYS, "clone3" },
	{ "names of the machine", CLOSED, CAP(SYS_ADMIN), .calls =
		"setdomainname sethostname" },
	{ "quotas, and who opens which file", CLOSED, CAP(SYS_ADMIN), .calls =
		"fanotify_init lookup_dcookie quotactl quotactl_fd" },
	{ "keys are the caller's, by user and not by namespace",
		CLOSED, .calls = "add_key keyctl request_key" },
	{ "programs that run in the kernel",
		CLOSED, CAP(SYS_ADMIN) | CAP(BPF), .calls = "bpf" },
	{ "counters of the whole machine, and much code",
		CLOSED, CAP(SYS_ADMIN) | CAP(PERFMON), .calls =
		"perf_event_open" },
	{ "what the kernel says, with addresses in it",
		CLOSED, CAP(SYS_ADMIN) | CAP(SYSLOG), .calls = "syslog" },
	{ "stops the kernel in the middle of a copy: races are won",
		CLOSED, .calls = "userfaultfd" },
	{ "does calls that no filter sees", CLOSED, .calls =
		"io_uring_enter io_uring_register io_uring_setup" },
	{ "opens files by number, out of any root",
		CLOSED, CAP(DAC_READ_SEARCH), .calls = "open_by_handle_at" },
	{ "another kernel", CLOSED, .calls = "kexec_file_load kexec_load" },
	{ "code for the kernel", CLOSED, CAP(SYS_MODULE), .calls =
		"delete_module finit_module init_module" },
	{ "modules as they were until 2.6", CLOSED, .calls =
		"create_module get_kernel_syms query_module" },
	{ "ends the machine", CLOSED, CAP(SYS_BOOT), .calls = "reboot" },
	{ "another root below this one",
		CLOSED, CAP(SYS_CHROOT), .calls = "chroot" },
	{ "the clock is everybody's", CLOSED, CAP(SYS_TIME), .calls =
		"clock_settime clock_settime64 settimeofday stime" },
	{ "a log of all that ends", CLOSED, CAP(SYS_PACCT), .calls = "acct" },
	{ "others' memory and files",
		CLOSED, CAP(SYS_PTRACE), .calls =
		"kcmp pidfd_getfd process_madvise" },
	{ "ports of devices", CLOSED, CAP(SYS_RAWIO), .calls = "ioperm iopl" },
	{ "hangs up a terminal", CLOSED, CAP(SYS_TTY_CONFIG), .calls =
		"vhangup" },
	{ "where memory lies, at others' cost", CLOSED, CAP(SYS_NICE), .calls =
		"get_mempolicy mbind set_mempolicy set_mempolicy_home_node" },
	{ "the same, and docker opens it with nothing", CLOSED, .calls =
		"migrate_pages move_pages" },
	{ "another root for all", CLOSED, LAUNCHES, .calls = "pivot_root" },
	{ "the host's swap", CLOSED, .calls = "swapoff swapon" },
	{ "newer than docker's list: as if there were none",
		CLOSED, 0, ENOSYS, "file_getattr file_setattr"
		" lsm_get_self_attr lsm_list_modules lsm_set_self_attr" },
	{ "socket with its arguments behind a pointer", CLOSED, .calls =
		"socketcall" },
	{ "devices by hand", CLOSED, .calls =
		"pciconfig_iobase pciconfig_read pciconfig_write"
		" s390_guarded_storage s390_pci_mmio_read s390_pci_mmio_write"
		" s390_runtime_instr s390_sthyi rtas subpage_prot spu_create"
		" spu_run switch_endian sys_debug_setcontext" },
	{ "old, and nobody's any more", CLOSED, .calls =
		"_sysctl afs_syscall bdflush break ftime getpmsg gtty idle lock"
		" mpx multiplexer nfsservctl nice oldfstat oldlstat oldolduname"
		" oldstat olduname prof profil putpmsg readdir security"
		" sgetmask ssetmask stty syscall sysfs sysmips timerfd tuxcall"
		" ulimit uselib usr26 usr32 ustat vm86 vm86old vserver cachectl"
	},
	{ 0 },
};

/* s390 has the first two the other way around. */
#ifdef __s390__
enum { CLONE_FLAGS = 1 };
#else
enum { CLONE_FLAGS = 0 };
#endif
#define NEW_ANY (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | \
	CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define INT UINT32_MAX

const struct argument calls_only_with[] = {
	{ "clone", CLONE_FLAGS, NEW_ANY, 0, CAP(SYS_ADMIN) },
	{ "personality", 0, INT, 0, 0 },
	{ "personality", 0, INT, PER_LINUX32, 0 },
	{ "personality", 0, INT, UNAME26, 0 },
	{ "personality", 0, INT, PER_LINUX32 | UNAME26, 0 },
	{ "personality", 0, INT, UINT32_MAX, 0 }, /* asks only */
	{ 0 },
};

const struct argument calls_never_with[] = {
	{ "ioctl", 1, INT, TIOCSTI, 0 },   /* types for the caller */
	{ "ioctl", 1, INT, TIOCLINUX, 0 }, /* pastes, on a console */
	{ "socket", 0, INT, AF_VSOCK, 0 }, /* virtual machines, past all nets */
	{ "socket", 0, INT, AF_ALG, 0 }, /* the kernel's ciphers: "Copy Fail" */
	{ 0 },
};

/* From 424 on, a call has the same number nearly everywhere. */
const struct number call_numbers[] = {
#ifdef __x86_64__
	{ "uretprobe", 335 }, { "uprobe", 336 },
#endif
	{ "process_mrelease", 448 }, { "futex_waitv", 449 },
	{ "set_mempolicy_home_node", 450 }, { "cachestat", 451 },
	{ "fchmodat2", 452 }, { "map_shadow_stack", 453 },
	{ "futex_wake", 454 }, { "futex_wait", 455 }, { "futex_requeue", 456 },
	{ "statmount", 457 }, { "listmount", 458 },
	{ "lsm_get_self_attr", 459 }, { "lsm_set_self_attr", 460 },
	{ "lsm_list_modules", 461 }, { "mseal", 462 }, { "setxattrat", 463 },
	{ "getxattrat", 464 }, { "listxattrat", 465 },
	{ "removexattrat", 466 }, { "open_tree_attr", 467 },
	{ "file_getattr", 468 }, { "file_setattr", 469 }, { "listns", 470 },
	{ 0 },
};
/* clang-format on */

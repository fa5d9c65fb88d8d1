#!/usr/bin/env bats
# 09-seccomp.bats - few of the system calls, few of the files, none of the caller's keys.
# shellcheck disable=SC2016 # the guest's shell expands

load helper

setup() {
	requires root
	step=$BIN/09-seccomp
	# The latest step without our organ, whichever that is.
	before=$(printf '%s\n' "$BIN"/0[1-8]-* | tail -n 1)
	cd "$BATS_TEST_TMPDIR" || return
	# Rights are the host's: then it is the filter that says no, and no namespace.
	alone=(--net none --storage none --userns host)
}

# number NAME - that of a system call; or NAME, if it is one itself.
number() {
	local all=$BATS_FILE_TMPDIR/numbers
	[ -e "$all" ] || echo '#include <sys/syscall.h>' | cc -E -dM -xc - |
		sed -n 's/^#define __NR_\([a-z0-9_]*\) \([0-9]*\)$/\1 \2/p' >"$all"
	case $1 in
	[a-z]*) sed -n "s/^$1 //p" "$all" ;;
	*) echo "$1" ;;
	esac
}

# calls LAUNCHER OPTION... -- NAME ARGUMENT... - what the kernel says to a guest
calls() {
	local launcher=$1 options=()
	shift
	while [ "$1" != -- ]; do options+=("$1") && shift; done
	run "$launcher" "${alone[@]}" "${options[@]}" /attacks/call "$(number "$2")" "${@:3}" </dev/null
}

# closed ERRNO NAME [ARGUMENT...] - what the kernel says to these arguments at the
# step before is something else, so that it is the filter who says ERRNO here.
closed() {
	[ -n "$(number "$2")" ] || return 0 # this processor has no such call
	calls "$before" -- "${@:2}"
	[ "$output" != "$1" ] || fail "$2 cannot be told from the kernel's own $1"
	calls "$step" -- "${@:2}"
	[ "$output" = "$1" ] || fail "$2 is open: $output"
}

# opens CAPABILITY NAME [ARGUMENT...] - without it, closed; with it, the kernel is
# asked, which has another answer.
opens() {
	[ -n "$(number "$2")" ] || return 0
	calls "$step" --cap-drop "$1" -- "${@:2}"
	[ "$output" = EPERM ] || fail "$2 is open without $1: $output"
	calls "$step" --cap-add "$1" -- "${@:2}"
	[[ $output != *"we do not have it ourselves"* ]] || skip "we do not have ${1^^} ourselves"
	[ "$output" != EPERM ] || fail "$2 is closed with $1"
}

# profile JSON - in the file p.json
profile() { printf '%s\n' "$1" >p.json; }

# with_profile COMMAND... - by that profile
with_profile() { run "$step" "${alone[@]}" --security-opt seccomp=p.json "$@"; }

# rules RULE... - a profile that opens all but what these say
rules() {
	local IFS=,
	profile "{ \"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [ $* ] }"
}

# ------------------------------------------------ what is closed, by its reason

@test "09: mounts are closed" {
	closed EPERM mount 1 1 1 0 0
	closed EPERM umount2 0 0xff
	closed EPERM open_tree -1 0 0xff
	closed EPERM fsconfig -1 99 0 0 0
	closed EPERM mount_setattr -1 0 0xff 0 0
}

@test "09: namespaces are closed: unshare, setns, and clone with one" {
	closed EPERM unshare 0
	closed EPERM setns -1 0
	# CLONE_NEWNS and CLONE_FS together are nonsense to the kernel.
	closed EPERM clone 0x20200 0 0 0 0
	closed EPERM clone 0x100020200 0 0 0 0
	closed EPERM clone 0x2000000010000200 0 0 0 0
}

@test "09: clone3, whose flags no filter sees, is as if there were none" {
	closed ENOSYS clone3 0 0
}

@test "09: keys are closed" {
	closed EPERM keyctl 9999
	closed EPERM add_key 1 1 0 0 0
	closed EPERM request_key 1 1 0 0
}

@test "09: programs and counters in the kernel are closed" {
	closed EPERM bpf 0 0 0x10000
	closed EPERM perf_event_open 0 0 0 0 0xffff
}

@test "09: what wins races, and what does calls that no filter sees, is closed" {
	closed EPERM userfaultfd 0x10001
	closed EPERM io_uring_enter -1 0 0 0 0 0
	closed EPERM io_uring_register -1 0 0 0
	closed EPERM io_uring_setup 0 0
}

@test "09: the clock is closed" {
	closed EPERM clock_settime 99 0
	closed EPERM settimeofday 1 0
}

@test "09: others' memory, ports and processors are closed" {
	closed EPERM kcmp 0 0 0 0 0
	closed EPERM pidfd_getfd -1 0 0
	closed EPERM process_madvise -1 0 0 0 9
	closed EPERM iopl 99
	closed EPERM ioperm -1 1 1
	closed EPERM get_mempolicy 0 0 0 0 0xffff
	closed EPERM mbind 1 1 99 0 0 0xffff
	closed EPERM move_pages 0 1 0 0 0 0xffff
}

@test "09: swap, quotas, and calls that nobody needs any more are closed" {
	closed EPERM swapon 0 -1
	closed EPERM quotactl_fd -1 0 0 0
	closed EPERM ustat 0xffff 0
	closed EPERM uselib 0
}

@test "09: another kernel is closed, also to who may boot" {
	calls "$before" --cap-add sys_boot -- kexec_load 0 0xffff 0 0xf0000000
	[[ $output != *"we do not have it ourselves"* ]] || skip "we do not have SYS_BOOT ourselves"
	refute_output EPERM
	calls "$step" --cap-add sys_boot -- kexec_load 0 0xffff 0 0xf0000000
	assert_output EPERM
}

@test "09: sockets of virtual machines and of the kernel's ciphers are closed, others are not" {
	closed EPERM socket 40 1 0
	closed EPERM socket 38 5 0
	# The kernel takes 32 bits of it.
	closed EPERM socket 0x100000028 1 0
	closed EPERM socket 0xffffffff00000026 5 0
	local family
	for family in 1 2 10 16; do
		calls "$step" -- socket $family 2 0
		assert_output 3
	done
}

@test "09: personality is open with values that are known, and 32 bits of them count" {
	closed EPERM personality 0x0400000
	closed EPERM personality 0x100400000
	local value
	for value in 0 8 0x20000 0x20008 0xffffffff 0xffffffffffffffff 0x100000000; do
		calls "$step" -- personality $value
		assert_success
	done
}

@test "09: what is newer than docker's list is as if there were none" {
	local call
	for call in 459 461 468 469; do
		calls "$before" -- $call -1 0 0 0 0
		[ "$output" != ENOSYS ] || continue # not even the kernel has it
		calls "$step" -- $call -1 0 0 0 0
		assert_output ENOSYS
	done
}

@test "09: a number that nobody has heard of is ENOSYS, one that is known and closed EPERM" {
	local call
	for call in 471 472 500 511 512 547 1000 0x3fffffff 0x7fffffff -1 0xffffffff; do
		calls "$step" -- $call
		assert_output ENOSYS
	done
	calls "$step" -- mount 1 1 1 0 0
	assert_output EPERM
}

@test "09: between the old numbers and the new ones there is nothing: ENOSYS" {
	[ "$(uname -m)" = x86_64 ] || skip "these numbers are those of x86-64"
	local call
	for call in 337 400 423; do
		calls "$step" -- $call
		assert_output ENOSYS
	done
}

@test "09: x32 calls are as if there were none" {
	[ "$(uname -m)" = x86_64 ] || skip "x32 is x86-64's"
	local call
	for call in 0x40000027 0x400000a5 0x40000200 0x40000208; do
		calls "$step" -- $call
		assert_output ENOSYS
	done
}

@test "09: who calls as a 32-bit program does is killed, and lives at the step before" {
	[ "$(uname -m)" = x86_64 ] || skip "that is x86's"
	run "$before" "${alone[@]}" /attacks/call int80 20
	[ "$output" != ENOSYS ] && [ "$status" != 139 ] || skip "this kernel runs no 32-bit programs"
	assert_success
	run "$step" "${alone[@]}" /attacks/call int80 20
	assert_equal "$status" 159 # SIGSYS
}

# ------------------------------------------------ what opens it, and is not broken

@test "09: a capability opens the calls that it is for, as docker has it" {
	opens sys_admin mount 1 1 1 0 0
	opens sys_admin unshare 0
	opens sys_admin setns -1 0
	opens sys_admin bpf 0 0 0x10000
	opens bpf bpf 0 0 0x10000
	opens perfmon perf_event_open 0 0 0 0 0xffff
	opens syslog syslog 10 0 0
	opens sys_chroot chroot 1
	opens sys_time settimeofday 1 0
	opens sys_ptrace pidfd_getfd -1 0 0
	opens sys_nice get_mempolicy 0 0 0 0 0xffff
	opens sys_module delete_module 1 0
	opens sys_boot reboot 0 0 0 0
	opens sys_pacct acct 1
	opens sys_rawio iopl 99
	calls "$step" --cap-add sys_admin -- clone3 0 0
	assert_output EINVAL
	calls "$step" --cap-add sys_admin -- clone 0x20200 0 0 0 0
	assert_output EINVAL
	# and what nothing opens stays closed
	run "$step" "${alone[@]}" --cap-add all /attacks/call "$(number keyctl)" 9999
	assert_output EPERM
	run "$step" "${alone[@]}" --cap-add all /attacks/call "$(number io_uring_setup)" 0 0
	assert_output EPERM
}

@test "09: seccomp=unconfined opens all of it, and seccomp=builtin is what there is anyhow" {
	calls "$step" --security-opt seccomp=unconfined -- unshare 0
	assert_output 0
	calls "$step" --security-opt seccomp=unconfined --security-opt seccomp=builtin -- unshare 0
	assert_output EPERM
	run "$step" "${alone[@]}" --security-opt seccomp=unconfined grep Seccomp: /proc/self/status
	assert_output $'Seccomp:\t0'
}

@test "09: the applets of busybox work as before" {
	local script='set -e; cd /tmp
		echo hello >a; cp a b; mv b c; ln -s a d; ln a e; chmod 600 a; touch -t 200001010000 c
		tar cf x.tar a c d e; mkdir y; tar xf x.tar -C y; cmp a y/a; gzip -9 x.tar; gunzip x.tar.gz
		find . -type f | sort | wc -l; sed s/hello/bye/ a | awk "{ print \$1, length(\$1) }"
		dd if=/dev/zero of=z bs=1k count=8 conv=fsync 2>/dev/null; stat -c %s z; truncate -s 3 z; wc -c <z
		ps >/dev/null; top -bn1 >/dev/null; df >/dev/null; mkfifo p; (echo through >p) & cat p; wait
		renice -n 3 $$ >/dev/null; timeout 5 true; date -d @0 +%Y; id -u; hostname >/dev/null
		su guest -s /bin/sh -c "id -u"; chown 1000 a; chroot / true; mknod n p; sync; sleep 0.01
		(sleep 100 & kill $!; wait $! || true); sha256sum a | cut -c 1-8; hexdump -C a | head -n 1 >/dev/null
		echo x | nc -l -p 7777 >/dev/null & sleep 0.2; true
		rm -rf /tmp/*'
	run "$before" "${alone[@]}" --tmpfs /tmp sh -c "$script"
	assert_success
	local expected=$output
	run "$step" "${alone[@]}" --tmpfs /tmp sh -c "$script"
	assert_success
	assert_output "$expected"
}

# Programs of the host, with their libraries, in a guest: ARGUMENT...
of_the_host() {
	local options=() place
	own_rootfs # a volume makes the place where it is shown
	for place in /usr /lib /lib64 /bin /sbin /etc/alternatives; do
		[ ! -e "$place" ] || options+=(-v "$(readlink -f "$place"):$place:ro")
	done
	run "$step" --rootfs "$ROOTFS" "${alone[@]}" --tmpfs /tmp "${options[@]}" "$@"
}

@test "09: dynamic programs work: threads, processes, sockets, timers, memory" {
	requires program python3
	of_the_host python3 -c 'if True:
		import asyncio, concurrent.futures, ctypes, mmap, multiprocessing, os, select, signal, socket
		import subprocess, tempfile, threading, time
		with concurrent.futures.ThreadPoolExecutor(8) as pool:
			assert sum(pool.map(lambda n: n * n, range(100))) == 328350
		assert subprocess.run(["sh", "-c", "exit 7"]).returncode == 7
		with multiprocessing.get_context("fork").Pool(2) as pool:
			assert pool.map(abs, [-1, -2]) == [1, 2]
		with socket.create_server(("127.0.0.1", 0)) as server:
			with socket.create_connection(server.getsockname()) as client:
				peer, _ = server.accept(); peer.sendall(b"x"); assert client.recv(1) == b"x"
		a, b = socket.socketpair(); a.send(b"y"); assert b.recv(1) == b"y"
		asyncio.run(asyncio.sleep(0.01))
		m = mmap.mmap(-1, 4096); m[0] = 1; os.memfd_create("m"); os.eventfd(0); select.epoll()
		signal.setitimer(signal.ITIMER_REAL, 0.05); signal.signal(14, lambda *_: None); time.sleep(0.1)
		with tempfile.NamedTemporaryFile() as f: os.fsync(f.fileno()); os.chmod(f.name, 0o600); os.listxattr(f.name)
		os.sched_setaffinity(0, os.sched_getaffinity(0)); os.getrandom(4); os.posix_spawn("/bin/true", ["true"], {})
		print("all")'
	assert_output all
}

@test "09: a package is unpacked and configured" {
	requires program dpkg dpkg-deb
	mkdir -p package/DEBIAN package/opt/thing
	printf '%s\n' 'Package: thing' 'Version: 1' 'Architecture: all' 'Maintainer: nobody <n@example.org>' \
		'Description: a thing' >package/DEBIAN/control
	printf '#!/bin/sh\necho configured\n' >package/DEBIAN/postinst
	chmod 755 package/DEBIAN/postinst
	echo content >package/opt/thing/file
	dpkg-deb --root-owner-group --build package thing.deb
	of_the_host -v "$PWD/thing.deb:/mnt/thing.deb" sh -c 'export PATH=/usr/sbin:/usr/bin:/sbin:/bin
		mkdir -p /tmp/root/var/lib/dpkg/updates /tmp/root/var/lib/dpkg/info; : >/tmp/root/var/lib/dpkg/status
		dpkg --root=/tmp/root --force-script-chrootless --force-not-root -i /mnt/thing.deb && cat /tmp/root/opt/thing/file' 2>&1
	assert_success
	assert_line configured
	assert_line content
}

@test "09: a program can be traced inside, and its filter stays" {
	requires program strace
	of_the_host strace -f -o /tmp/calls /attacks/call "$(number unshare)" 0
	assert_output EPERM
}

@test "09: all calls that the C library names are in the list, once" {
	run -0 "$step" --seccomp-list
	local names
	names=$(sed -n 's/^    //p' <<<"$output" | tr ' ' '\n')
	run -0 sort -u <<<"$names"
	assert_equal "$(wc -l <<<"$names")" "${#lines[@]}"
	number mount >/dev/null
	run comm -23 <(cut -d ' ' -f 1 "$BATS_FILE_TMPDIR/numbers" | sort) <(printf '%s\n' clone personality "$names" | sort)
	assert_output ''
	run -0 "$step" --seccomp-list
	run ! grep -E '^.{81,}' <<<"$output"
	run -125 sh -c "$step --seccomp-list >/dev/full"
	assert_output --partial "No space left"
}

# ------------------------------------------------------------- when it is loaded

@test "09: the command has a filter, and had none before; PID 1 has it as well" {
	local options
	run -0 "$before" "${alone[@]}" grep -E '^Seccomp' /proc/self/status
	assert_line $'Seccomp:\t0'
	for options in '' --init '--security-opt no-new-privileges' '--init --security-opt no-new-privileges' '--user guest'; do
		# shellcheck disable=SC2086 # words
		run -0 "$step" "${alone[@]}" $options sh -c 'grep -h ^Seccomp: /proc/1/status /proc/self/status; grep ^NoNew /proc/self/status'
		assert_line --index 0 $'Seccomp:\t2'
		assert_line --index 1 $'Seccomp:\t2'
		[[ $options == *new* ]] || assert_line --index 2 $'NoNewPrivs:\t0'
	done
}

@test "09: xray tells that a guest has one" {
	"$step" "${alone[@]}" sleep 1000 3>&- &
	eventually pgrep -P $! -x sleep
	run -0 "$BIN/xray" "$(pgrep -P $! -x sleep)"
	assert_line --regexp 'seccomp +filter: a program decides'
	kill -9 $!
	wait $! || :
}

@test "09: the default list is not compiled at a start; another one is" {
	requires program strace
	run -0 strace -f -qq -e trace=memfd_create,seccomp "$step" "${alone[@]}" true
	refute_output --partial 'memfd_create("filter"'
	assert_equal "$(grep -c SECCOMP_SET_MODE_FILTER <<<"$output")" 2
	run -0 strace -f -qq -e trace=memfd_create,seccomp "$step" "${alone[@]}" --cap-add sys_admin true
	assert_output --partial 'memfd_create("filter"'
}

@test "09: for another processor, make leaves the list to the start" {
	run -0 "$BUILD/obj/compile" nosuch-linux-gnu open except
	assert [ ! -s open -a -e open -a ! -s except -a -e except ]
	run -0 "$BUILD/obj/compile" "$(cc -dumpmachine)" open except
	assert [ "$(stat -c %s open)" -gt 3000 ]
	run ! "$BUILD/obj/compile" "$(cc -dumpmachine)" /nosuch/open except
	assert_output --partial "cannot write '/nosuch/open'"
}

@test "09: a kernel that takes no filter starts no command" {
	requires program strace
	run -125 strace -f -qq -o /dev/null -e inject=seccomp:error=EINVAL "$step" "${alone[@]}" echo started
	assert_line --index 0 --regexp "^09-seccomp: cannot load a filter of [0-9]+ instructions: Invalid argument$"
	refute_output --partial started
	run -125 strace -f -qq -o /dev/null -e inject=seccomp:error=EINVAL "$step" "${alone[@]}" \
		--security-opt no-new-privileges echo started
	refute_output --partial started
}

@test "09: without root there is a filter, too, and a new keyring" {
	within_reach "${step#"$ROOT"/}" "${ROOTFS#"$ROOT"/}"
	chown -R 65534 "$REACH"
	[ "$(cat /proc/sys/user/max_user_namespaces)" != 0 ] || skip "no user namespaces here"
	run user env HOME="$REACH" "$ROOTFS/attacks/key-read" --keep canary sings \
		"$REACH/${step#"$ROOT"/}" --net none --storage none sh -c 'grep ^Seccomp: /proc/self/status
		/attacks/call '"$(number unshare)"' 0; /attacks/key-read canary'
	assert_line $'Seccomp:\t2'
	assert_line EPERM
	refute_output --partial sings
}

# ----------------------------------------------------------------- what it stops

@test "09: a guest types into the caller's terminal before, and not here" {
	[ "$(cat /proc/sys/dev/tty/legacy_tiocsti 2>/dev/null || echo 1)" = 1 ] || skip "this kernel has no TIOCSTI"
	run pty '' "$before" "${alone[@]}" /attacks/type-in q
	assert_output --partial typed
	run pty '' "$step" "${alone[@]}" /attacks/type-in q
	refute_output --partial typed
	refute_output --partial pasted
	assert_output --partial "TIOCSTI: Operation not permitted"
	assert_output --partial "TIOCSTI + 2^32: Operation not permitted"
	assert_output --partial "TIOCLINUX: Operation not permitted"
}

@test "09: TIOCSTI is closed in 32 bits, whatever the others say" {
	local bits
	for bits in 0 0x100000000 0xffffffff00000000 0x8000000000000000; do
		closed EPERM ioctl 0 $((bits + 0x5412)) 0
		closed EPERM ioctl 0 $((bits + 0x541c)) 0
	done
	calls "$step" -- ioctl 0 0x5413 0
	refute_output EPERM
}

@test "09: a guest reads the caller's keys before, and not here; not without a filter either" {
	local keep=("$ROOTFS/attacks/key-read" --keep canary sings) option
	run "${keep[@]}" "$before" "${alone[@]}" /attacks/key-read canary
	assert_output sings
	for option in '' --init '--user guest' '--cap-add all' '--security-opt seccomp=unconfined'; do
		# shellcheck disable=SC2086 # words
		run -1 "${keep[@]}" "$step" "${alone[@]}" $option /attacks/key-read canary
		refute_output --partial sings
	done
	# (The last one was allowed to look, and there was nothing.)
	assert_output --partial "Required key not available"
	# The caller still has it.
	run -0 "${keep[@]}" sh -c "$step ${alone[*]} true; $ROOTFS/attacks/key-read canary"
	assert_output sings
}

@test "09: a kernel without keys starts a guest nevertheless, and a quota that is full is said" {
	requires program strace
	run -0 strace -f -qq -o /dev/null -e inject=keyctl:error=ENOSYS "$step" "${alone[@]}" echo started
	assert_output started
	run -125 strace -f -qq -o /dev/null -e inject=keyctl:error=EDQUOT "$step" "${alone[@]}" echo started
	assert_line --index 0 "09-seccomp: cannot leave the caller's session keyring: Disk quota exceeded"
	assert_line --index 1 --partial "kernel.keys.maxkeys"
}

@test "09: a guest writes to its groups by a mount in a user namespace before, and not here" {
	[ "$(cat /proc/sys/user/max_user_namespaces)" != 0 ] || skip "no user namespaces here"
	local what=(cgroup.procs 0)
	grep -q ' cgroup2 ' /proc/mounts || what=(pids.max max)
	run "$before" "${alone[@]}" sh -c "echo 0 >/sys/fs/cgroup/${what[0]} || /attacks/unmask ${what[*]}"
	assert_line written
	run -1 "$step" "${alone[@]}" /attacks/unmask "${what[@]}"
	assert_output --partial "unshare: Operation not permitted"
	refute_output --partial written
}

@test "09: a user namespace gave a guest all capabilities before, and not here" {
	[ "$(cat /proc/sys/user/max_user_namespaces)" != 0 ] || skip "no user namespaces here"
	local script='unshare -r -m sh -c "mount -t tmpfs mine /mnt && grep -c ^mine /proc/mounts"'
	run -0 "$before" "${alone[@]}" sh -c "$script"
	assert_output 1
	run "$step" "${alone[@]}" sh -c "$script"
	assert_output --partial "Operation not permitted"
	refute_line 1
}

# -------------------------------------------------------------------- own profiles

@test "09: a profile in docker's form decides: names, errnoRet, names that nobody knows" {
	rules '{ "names": ["mkdir", "mkdirat", "nosuchcall"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 }' \
		'{ "name": "sched_yield", "action": "SCMP_ACT_ERRNO" }'
	with_profile sh -c 'mkdir /tmp/x; /attacks/call '"$(number sched_yield)"'; /attacks/call '"$(number unshare)"' 0'
	assert_line --partial "No space left on device"
	assert_line EPERM
	assert_line 0 # unshare: it is this profile, and not ours
}

@test "09: a profile that is a list of what is open closes the rest, by its own errno" {
	profile '{ "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 95, "syscalls": [ { "action": "SCMP_ACT_ALLOW", "names":
		["execve", "brk", "arch_prctl", "set_tid_address", "set_robust_list", "rseq", "prlimit64", "readlinkat",
		"readlink", "getrandom", "mprotect", "exit_group", "write", "mmap", "munmap", "close_range", "rt_sigprocmask",
		"newfstatat", "fstat", "openat", "read", "close", "sigaltstack"] } ] }'
	run "$step" "${alone[@]}" --security-opt seccomp=p.json --security-opt no-new-privileges /attacks/call "$(number sched_yield)"
	assert_output "Operation not supported"
	# Newer than all that we know: as an older kernel.
	run "$step" "${alone[@]}" --security-opt seccomp=p.json --security-opt no-new-privileges /attacks/call 1000
	assert_output ENOSYS
	# Also where x32 is open, whose numbers are larger than all of these.
	[ "$(uname -m)" != x86_64 ] || {
		sed -i 's/"syscalls"/"architectures": ["SCMP_ARCH_X32"], &/' p.json
		run "$step" "${alone[@]}" --security-opt seccomp=p.json --security-opt no-new-privileges /attacks/call 1000
		assert_output ENOSYS
	}
	# Without no_new_privs it is loaded earlier, and closes what is still to come.
	run -125 "$step" "${alone[@]}" --security-opt seccomp=p.json echo started
	assert_line --index 0 "09-seccomp: 'p.json' closes 'capget', which the launch still calls"
	assert_line --index 1 --partial "--security-opt no-new-privileges"
}

@test "09: a profile that closes what starts a command is refused by name" {
	rules '{ "names": ["execve"], "action": "SCMP_ACT_KILL" }'
	with_profile echo started
	assert_equal "$status" 125
	assert_line --index 0 "09-seccomp: 'p.json' closes 'execve', which the launch still calls"
}

@test "09: arguments are compared in each way, and in 64 bits" {
	local op values expected row
	while read -r op values expected; do
		rules "{ \"names\": [\"sched_yield\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 28,
			\"args\": [ { \"index\": 2, $values, \"op\": \"SCMP_CMP_$op\" } ] }"
		with_profile sh -c "for value in 4 5 6 0x100000005 15; do /attacks/call $(number sched_yield) 0 0 \$value; done |
			sed 's/.*space.*/-/; s/[0-9].*/+/' | tr -d '\n'"
		[ "$output" = "$expected" ] || fail "$op: $output, not $expected"
	done <<-'END'
		NE "value":5 -+---
		LT "value":5 -++++
		LE "value":5 --+++
		EQ "value":5 +-+++
		GE "value":5 +----
		GT "value":5 ++---
		MASKED_EQ "value":15,"valueTwo":5 +-+-+
		EQ "value":4294967301 +++-+
	END
}

@test "09: of several arguments all have to be so, of several on one argument any" {
	rules '{ "names": ["sched_yield"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28, "args": [
		{ "index": 0, "value": 1, "op": "SCMP_CMP_EQ" }, { "index": 5, "value": 2, "op": "SCMP_CMP_EQ" } ] }' \
		'{ "names": ["getppid"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28, "args": [
		{ "index": 1, "value": 7, "op": "SCMP_CMP_EQ" }, { "index": 1, "value": 9, "op": "SCMP_CMP_EQ" } ] }'
	with_profile sh -c "{ /attacks/call $(number sched_yield) 1 0 0 0 0 2; /attacks/call $(number sched_yield) 1 0 0 0 0 3
		/attacks/call $(number sched_yield) 0 0 0 0 0 2; for value in 7 8 9; do /attacks/call $(number getppid) 0 \$value; done; } |
		sed 's/.*space.*/-/; s/[0-9].*/+/' | tr -d '\n'"
	assert_output -- '-++-+-'
}

@test "09: actions other than an errno: kill, trap, log, trace" {
	local action code
	while read -r action code; do
		rules "{ \"names\": [\"sched_yield\"], \"action\": \"SCMP_ACT_$action\" }"
		with_profile sh -c "/attacks/call $(number sched_yield) >/dev/null; echo \$?"
		assert_line "$code"
	done <<-END
		KILL 159
		KILL_THREAD 159
		KILL_PROCESS 159
		TRAP 159
		TRACE 1
		LOG 0
		ALLOW 0
	END
}

@test "09: includes and excludes: capabilities, processors, kernels" {
	local where expected
	[ "$(uname -m)" = x86_64 ] || skip "the processor here is another one"
	while IFS='|' read -r where expected; do
		rules "{ \"names\": [\"sched_yield\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 28, $where }"
		with_profile --cap-drop mknod sh -c "/attacks/call $(number sched_yield) | sed 's/.*space.*/applies/; s/[0-9].*/not/'"
		[ "$output" = "$expected" ] || fail "$where: $output"
	done <<-'END'
		"includes": {}|applies
		"includes": { "caps": ["CAP_CHOWN", "CAP_KILL"] }|applies
		"includes": { "caps": ["CAP_CHOWN", "CAP_SYS_ADMIN"] }|not
		"includes": { "caps": ["CAP_MKNOD"] }|not
		"includes": { "caps": ["CAP_OF_TOMORROW"] }|not
		"excludes": { "caps": ["CAP_SYS_ADMIN", "CAP_MKNOD"] }|applies
		"excludes": { "caps": ["CAP_SYS_ADMIN", "CAP_KILL"] }|not
		"includes": { "arches": ["arm64", "amd64"] }|applies
		"includes": { "arches": ["arm64"] }|not
		"excludes": { "arches": ["amd64"] }|not
		"excludes": { "arches": ["s390x"] }|applies
		"includes": { "minKernel": "4.8" }|applies
		"includes": { "minKernel": "99.0" }|not
		"excludes": { "minKernel": "99.0" }|applies
		"excludes": { "minKernel": "4.8" }|not
		"includes": { "arches": ["amd64"], "caps": ["CAP_SYS_ADMIN"] }|not
	END
}

@test "09: a profile may open 32-bit calls, for this processor" {
	[ "$(uname -m)" = x86_64 ] || skip "that is x86's"
	run "$before" "${alone[@]}" /attacks/call int80 20
	assert_success || skip "this kernel runs no 32-bit programs"
	profile '{ "defaultAction": "SCMP_ACT_ALLOW", "archMap": [ { "architecture": "SCMP_ARCH_X86_64",
		"subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] }, { "architecture": "SCMP_ARCH_OF_TOMORROW", "subArchitectures": null } ],
		"syscalls": [ { "names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 } ] }'
	with_profile /attacks/call int80 20
	assert_success
	with_profile /attacks/call int80 39 0 0 # mkdir, there
	assert_output --partial "No space"
	rules '{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 }'
	with_profile /attacks/call int80 20
	assert_equal "$status" 159
	# A call that this libseccomp may be too old for is opened for ours alone.
	profile '{ "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
		"syscalls": [ { "names": ["sched_yield", "getxattrat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 } ] }'
	with_profile /attacks/call 464 -1 0 0 0 0 0
	assert_output --partial "No space"
	with_profile /attacks/call int80 158 # sched_yield, there
	assert_output --partial "No space"
}

@test "09: what is wrong in a profile is one line, with the file and the member" {
	local row said
	while IFS='|' read -r row said; do
		profile "$row"
		with_profile echo started
		[ "$status" = 125 ] || fail "$row: $status $output"
		[ "${lines[0]}" = "09-seccomp: 'p.json': $said" ] || fail "$row: $output"
		[ "${#lines[@]}" = 1 ] || fail "$output"
	done <<-'END'
		|line 2: it ends too soon
		{|line 2: it ends too soon
		[]|a profile is an object: { ... }
		{}|defaultAction: it is missing
		{ "defaultAction": 3 }|defaultAction: this is to be a text
		{ "defaultAction": "SCMP_ACT_ALOW" }|defaultAction: there is no 'SCMP_ACT_ALOW': did you mean 'SCMP_ACT_ALLOW'?
		{ "defaultAction": "SCMP_ACT_NOTIFY" }|defaultAction: nobody listens here: leave SCMP_ACT_NOTIFY out
		{ "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 4096 }|defaultErrnoRet: 4096 is not from 0 to 4095
		{ "defaultAction": "SCMP_ACT_ALLOW", "defaultErrnoRet": 1 }|defaultErrnoRet: only SCMP_ACT_ERRNO and SCMP_ACT_TRACE have one
		{ "defaultAction": "SCMP_ACT_ALLOW", "sycalls": [] }|there is no 'sycalls': did you mean 'syscalls'?
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": {} }|syscalls: this is to be a list
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ null ] }|syscalls[0]: this is to be an object, and not null
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "action": "SCMP_ACT_LOG" } ] }|syscalls[0]: it has 'names', or one 'name'
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": ["a", 7], "action": "SCMP_ACT_LOG" } ] }|syscalls[0].names[1]: this is to be a text
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": ["read"], "action": "SCMP_ACT_LOG", "arg": [] } ] }|syscalls[0]: there is no 'arg': did you mean 'args'?
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": ["read"], "action": "SCMP_ACT_LOG", "args": [ { "index": 6, "op": "SCMP_CMP_EQ" } ] } ] }|syscalls[0].args[0].index: 6 is not from 0 to 5
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": ["read"], "action": "SCMP_ACT_LOG", "args": [ { "index": 0, "value": -1, "op": "SCMP_CMP_EQ" } ] } ] }|syscalls[0].args[0].value: -1 is not from 0 to 18446744073709551615
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": ["read"], "action": "SCMP_ACT_LOG", "args": [ { "index": 0, "op": "SCMP_CMP_EQUAL" } ] } ] }|syscalls[0].args[0].op: there is no 'SCMP_CMP_EQUAL': did you mean 'SCMP_CMP_EQ'?
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": ["read"], "action": "SCMP_ACT_LOG", "includes": { "minKernel": "new" } } ] }|syscalls[0].includes.minKernel: 'new' is no version such as '4.8'
		{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": ["read"], "action": "SCMP_ACT_LOG", "excludes": { "cap": [] } } ] }|syscalls[0].excludes: there is no 'cap': did you mean 'caps'?
		{ "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_Z80"] }|architectures[0]: there is no processor 'SCMP_ARCH_Z80'
		{ "defaultAction": "SCMP_ACT_ALLOW", "flags": ["SECCOMP_FILTER_FLAG_X"] }|flags[0]: there is no flag 'SECCOMP_FILTER_FLAG_X'
		{ "defaultAction": "SCMP_ACT_ALLOW" } x|line 1: unexpected character
	END
	printf '{ "defaultAction":\n"SCMP_ACT_ALLOW",\n\n' >p.json
	with_profile echo started
	assert_output "09-seccomp: 'p.json': line 4: it ends too soon"
}

@test "09: a profile that cannot be read is named; one that is too long for the kernel as well" {
	local file
	mkdir folder
	head -c 2000000 /dev/zero | tr '\0' ' ' >large
	for file in nosuch folder large /dev/zero; do
		run -125 "$step" "${alone[@]}" --security-opt "seccomp=$file" echo started
		assert_line --index 0 --partial "profile '$file'"
		refute_output --partial started
	done
	run -125 "$step" --security-opt seccomp= echo started
	assert_line --index 0 "09-seccomp: '--security-opt seccomp=': the file is missing"
	run -125 "$step" --security-opt sccomp=x echo started
	assert_line --index 0 "09-seccomp: '--security-opt' has no 'sccomp=x': did you mean 'seccomp'?"
	# More than the kernel takes in one program: that is said.
	{
		echo '{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ {"names": ["getppid"], "action": "SCMP_ACT_LOG"}'
		for i in {1..1500}; do echo ", {\"names\": [\"sched_yield\"], \"action\": \"SCMP_ACT_ERRNO\", \"args\": [{\"index\": 0, \"value\": $((i * 4294967297)), \"op\": \"SCMP_CMP_EQ\"}]}"; done
		echo '] }'
	} >p.json
	with_profile echo started
	assert_equal "$status" 125
	assert_line --index 0 --regexp "a filter of [0-9]+ instructions is longer than 4096"
}

# ------------------------------------------------------------------ labels, Landlock

@test "09: a label that nobody here enforces is refused, and what means none is not" {
	[ ! -e /sys/module/apparmor ] || skip "there is AppArmor here"
	[ ! -e /sys/fs/selinux/enforce ] || skip "there is SELinux here"
	run -125 "$step" "${alone[@]}" --security-opt apparmor=docker-default echo started
	assert_line --index 0 "09-seccomp: there is no AppArmor here to enforce 'docker-default'"
	run -125 "$step" "${alone[@]}" --security-opt label=system_u:system_r:container_t:s0 echo started
	assert_line --index 0 "09-seccomp: there is no SELinux here to enforce 'system_u:system_r:container_t:s0'"
	run -125 "$step" "${alone[@]}" --security-opt label=type:container_t echo started
	assert_line --index 0 --partial "a label is 'disable', or whole"
	run -0 "$step" "${alone[@]}" --security-opt apparmor=unconfined --security-opt label=disable echo started
	assert_output started
}

@test "09: AppArmor is told the profile before the command runs; if it does not take it, nothing runs" {
	requires program strace
	[ ! -e /sys/module/apparmor ] || skip "there is AppArmor here"
	# A machine that says it has it. The kernel then refuses what it is told.
	run -125 unshare --mount sh -c 'mount -t tmpfs none /sys/module && mkdir -p /sys/module/apparmor/parameters &&
		echo Y >/sys/module/apparmor/parameters/enabled && exec strace -f -qq -o calls -e trace=write "$@"' - \
		"$step" "${alone[@]}" --security-opt apparmor=nosuch echo started
	assert_line --index 0 --regexp "^09-seccomp: cannot take the AppArmor profile 'nosuch': "
	assert_line --index 1 --partial aa-status
	refute_output --partial started
	run -0 grep -c '"exec nosuch", 11' calls
	run -125 unshare --mount sh -c 'mount -t tmpfs none /sys/module && mkdir -p /sys/module/apparmor/parameters &&
		echo N >/sys/module/apparmor/parameters/enabled && exec "$@"' - \
		"$step" "${alone[@]}" --security-opt apparmor=nosuch echo started
	assert_line --index 0 "09-seccomp: there is no AppArmor here to enforce 'nosuch'"
}

@test "09: AppArmor confines the command by a profile that is loaded" {
	requires kernel /sys/module/apparmor/parameters/enabled
	requires kernel /sys/kernel/security/apparmor/profiles
	local name
	name=$(sed -n 's/ (enforce)$//p' /sys/kernel/security/apparmor/profiles | head -n 1)
	[ -n "$name" ] || skip "AppArmor has no profile loaded"
	run "$step" "${alone[@]}" --security-opt "apparmor=$name" cat /proc/self/attr/current
	assert_output --partial "$name"
}

# landlock_here - or skip, and say why
landlock_here() {
	run "$step" "${alone[@]}" --security-opt landlock-ro=/ true
	[[ $output != *Landlock* ]] || skip "no Landlock here: ${lines[0]}"
}

@test "09: landlock-ro and landlock-rw: what they name is there, to read or to write, and before all was" {
	landlock_here
	local script='echo x >/tmp/there && echo written; echo x >/root/there; true >/etc/passwd; head -n 1 /etc/group; rm /root/there'
	run "$step" "${alone[@]}" --tmpfs /tmp --tmpfs /root --tmpfs /var sh -c 'echo x >/root/there && echo written'
	assert_output written
	run "$step" "${alone[@]}" --tmpfs /tmp --tmpfs /root --security-opt landlock-ro=/ --security-opt landlock-rw=/tmp sh -c "$script"
	assert_line written
	assert_line --partial "can't create /root/there: Permission denied"
	assert_line --partial "can't create /etc/passwd: Permission denied"
	assert_line --partial root:x:0
	run ! cmp -s /dev/null "$ROOTFS/etc/passwd"
}

@test "09: what no landlock option names is hidden" {
	landlock_here
	run "$step" "${alone[@]}" --security-opt landlock-ro=/bin --security-opt landlock-ro=/etc/group sh -c \
		'cat /etc/passwd; ls /; head -n 1 /etc/group; ls -d /bin'
	assert_line --partial "'/etc/passwd': Permission denied"
	assert_line --partial "'/': Permission denied"
	assert_line --partial root:x:0
	assert_line /bin
}

@test "09: Landlock holds whatever the way to write, for other users, with --init, without a filter" {
	landlock_here
	local option
	for option in '--user guest' --init '--security-opt no-new-privileges' '--security-opt seccomp=unconfined'; do
		# shellcheck disable=SC2086 # words
		run "$step" "${alone[@]}" $option --tmpfs /tmp:mode=1777 --security-opt landlock-ro=/ --security-opt landlock-rw=/dev/null sh -c 'cd /tmp
			for try in "touch f" "mkdir d" "ln -s x l" "mkfifo p" "cp /etc/group ." "mv /etc/group /tmp/"; do
				$try 2>/dev/null && echo "escaped: $try"; done; echo held'
		assert_output held
	done
}

@test "09: a file that may only be read is not emptied by truncate" {
	landlock_here
	run "$step" "${alone[@]}" --tmpfs /tmp --security-opt landlock-rw=/ sh -c 'echo x >/tmp/f; /attacks/call '"$(number truncate)"' /tmp/f 0'
	assert_output 0
	mkdir volume && echo x >volume/f
	run "$step" "${alone[@]}" -v "$PWD/volume:/mnt" --security-opt landlock-ro=/ /attacks/call "$(number truncate)" /mnt/f 0
	assert_output "Permission denied"
	assert [ -s volume/f ]
}

@test "09: a kernel whose Landlock is absent, off or too old is named, before anything is made" {
	requires program strace
	local said
	while IFS='|' read -r inject said; do
		run -125 strace -f -qq -o calls -e "inject=landlock_create_ruleset:$inject" "$step" "${alone[@]}" \
			--security-opt landlock-ro=/ echo started
		[[ $output == *"$said"* ]] || fail "$inject: $output"
		run ! grep clone calls
	done <<-END
		error=ENOSYS|this kernel has no Landlock
		error=EOPNOTSUPP|lsm=landlock
		retval=2|(version 2) does not keep files from being emptied
	END
	run -125 "$step" "${alone[@]}" --security-opt landlock-ro=etc echo started
	assert_line --index 0 --partial "the path is the guest's, and begins with a '/'"
	landlock_here
	run -125 "$step" "${alone[@]}" --security-opt landlock-ro=/nosuch/file echo started
	assert_line --index 0 --partial "cannot leave '/nosuch/file' to the guest: No such file"
	assert_line --index 1 --partial "'/nosuch' does not exist"
}

# -------------------------------------------------------------- and leaves nothing

@test "09: kill -9 at twenty moments leaves nothing after the next start" {
	requires program ip nft setpriv
	groups_make
	declare -f soon moments remains killed >host
	rules '{ "names": ["sched_yield"], "action": "SCMP_ACT_ERRNO" }'
	# shellcheck disable=SC2154 # of groups_make
	run -0 timeout -s KILL 280 unshare --net --mount --pid --fork --mount-proc --kill-child bash -c "
		mkdir groups lib; mount --rbind /sys/fs/cgroup groups; mount -t sysfs none /sys
		mount --move groups /sys/fs/cgroup; mount -t tmpfs none /run; mount --bind lib /var/lib
		ip link set lo up; . ./host; places='${places[*]}' homes=''
		killed \"\$1\" --security-opt seccomp=p.json 2>/dev/null" bash "$step" 3>&-
	assert_output ''
}

#!/usr/bin/env bats
# 02-pid-ns.bats - a process table, host name and IPC of its own; PID 1.

load helper

setup() {
	requires root
	before=$BIN/01-chroot
	step=$BIN/02-pid-ns
}

# A root that has a /dev/null: shells want it for what runs in the background.
rootfs_with_null() {
	own_rootfs
	mknod -m 666 "$ROOTFS/dev/null" c 1 3
}

# guest_of LAUNCHER_PID - the process that it has started
guest_of() {
	pgrep -oP "$1" # (the other one is the guard)
}

@test "02: the command has number 1; before, it had one of the host's" {
	run -0 "$before" sh -c 'echo $$'
	refute_output 1
	run -0 "$step" sh -c 'echo $$'
	assert_output 1
}

@test "02: a process of the host can be killed from inside before, not here" {
	sleep 1000 3>&- &
	run -1 "$step" kill -9 $!
	assert_output --partial "No such process"
	run -0 kill -0 $!
	run -0 "$before" kill -9 $!
	eventually gone $!
}

@test "02: from outside, the guest is seen with all of its numbers" {
	"$step" sleep 1000 3>&- &
	eventually guest_of $!
	run -0 grep NSpid "/proc/$(guest_of $!)/status"
	assert_output --regexp "NSpid:	$(guest_of $!)	1$"
	kill -9 $!
}

@test "02: three levels deep, a process has four numbers" {
	unshare --pid --fork unshare --pid --fork "$step" sleep 1717 3>&- &
	eventually pgrep -f '^sleep 1717'
	run -0 grep NSpid "/proc/$(pgrep -f '^sleep 1717')/status"
	assert_output --regexp '^NSpid:(	[0-9]+){3}	1$'
	pkill -9 -f '^sleep 1717'
	eventually gone $!
}

@test "02: the host name set inside is the host's before, the guest's own here" {
	run -0 unshare --uts sh -c "hostname host; $before hostname guest; hostname"
	assert_output guest
	run -0 unshare --uts sh -c "hostname host; $step hostname guest; hostname"
	assert_output host
}

@test "02: --hostname, or -h, names the machine inside" {
	run -0 "$step" hostname
	assert_output 02-pid-ns
	run -0 "$step" --hostname sea hostname
	assert_output sea
	run -0 "$step" -h lake hostname
	assert_output lake
	run -0 "$step" --hostname=pond hostname
	assert_output pond
}

@test "02: a host name that would be more than one word is refused" {
	local name
	for name in '' ' ' $'a\n1.2.3.4 www.bank.example' 'a b' 'a#b' $'a\tb' $'\e[31m'; do
		run -125 "$step" -h "$name" true
		assert_line --index 0 --partial "is no name"
		assert_equal "${#lines[@]}" 2
	done
	run -0 "$step" -h Sea-1.example_2 hostname
	assert_output Sea-1.example_2
}

@test "02: SysV memory, queues and semaphores of the host are out of reach" {
	local host='ipcmk -M 64 -Q -S 1 >/dev/null' attack=/attacks/ipc-wipe
	run -0 unshare --ipc sh -c "$host; $before $attack; ipcs"
	refute_output --partial 0x
	run -0 unshare --ipc sh -c "$host; $step $attack; ipcs"
	assert_line "nothing in sight"
	assert_equal "$(grep -c 0x <<<"$output")" 3
}

@test "02: a POSIX message queue of the host is out of reach" {
	requires kernel /proc/sys/fs/mqueue
	own_rootfs
	local script='mount -t mqueue none /mnt && touch /mnt/canary && umount /mnt
		"$0" --rootfs "$1" sh -c "mount -t mqueue none /mnt; ls /mnt"'
	run -0 unshare --mount --ipc sh -c "$script" "$before" "$ROOTFS"
	assert_output canary
	run -0 unshare --mount --ipc sh -c "$script" "$step" "$ROOTFS"
	refute_output
}

@test "02: a signal from inside is dropped by a PID 1 that has no handler" {
	run -143 "$before" sh -c 'kill -TERM $$; echo alive'
	run -0 "$step" sh -c 'kill -TERM 1; echo alive'
	assert_output alive
}

@test "02: with --init, PID 1 passes that signal on to the command" {
	run -143 "$step" --init sh -c 'kill -TERM 1; sleep 10; echo alive'
	refute_output alive
}

@test "02: with --init, a signal for the launcher reaches the command, and no violence is used" {
	"$step" --init sh -c 'trap "echo bye; exit 9" TERM; while :; do sleep 0.05; done' \
		>"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
	sleep 0.3
	kill -TERM $!
	local code=0
	wait $! || code=$?
	assert_equal "$code" 9
	assert_equal "$(cat "$BATS_TEST_TMPDIR/said")" bye
}

@test "02: a signal that the command waits for, as tini and systemd do, is left to it" {
	cat >"$BATS_TEST_TMPDIR/main.c" <<-'END'
		#include <signal.h>
		#include <sys/signalfd.h>
		#include <unistd.h>
		int main(int argc, char **argv)
		{
			struct signalfd_siginfo info;
			sigset_t set;
			int number = 0;

			(void)argv;
			sigfillset(&set);
			sigprocmask(SIG_SETMASK, &set, NULL);
			if (write(1, "ready", 5) < 0)
				return 1;
			if (argc == 1)
				return sigwait(&set, &number) ? 1 : number;
			return read(signalfd(-1, &set, 0), &info, sizeof(info)) < 0 ? 1 : (int)info.ssi_signo;
		}
	END
	own_rootfs
	"${CC:-cc}" -static -o "$ROOTFS/bin/waits" "$BATS_TEST_TMPDIR/main.c"
	local code
	for argument in '' signalfd; do
		# shellcheck disable=SC2086 # none, if it is empty
		"$step" --rootfs "$ROOTFS" waits $argument >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
		eventually grep ready "$BATS_TEST_TMPDIR/said"
		sleep 0.1
		kill -TERM $!
		code=0
		wait $! || code=$?
		assert_equal "$code" 15
		assert_equal "$(cat "$BATS_TEST_TMPDIR/said")" ready
	done
}

@test "02: a signal that the command holds back for moments only is enforced" {
	requires program python3
	cd "$BATS_TEST_TMPDIR" || return
	cat >hold.py <<-'END'
		import os, signal, sys, time
		everything = signal.valid_signals()
		open(sys.argv[1] + "/holding", "w")
		for _ in range(400): # as a shell does that forks all the time
		    signal.pthread_sigmask(signal.SIG_BLOCK, everything)
		    time.sleep(0.03)
		    signal.pthread_sigmask(signal.SIG_UNBLOCK, everything)
		    time.sleep(0.01)
	END
	local try code
	for try in 1 2 3; do
		"$step" --rootfs / python3 "$PWD/hold.py" "$PWD" 2>>said 3>&- &
		eventually test -e holding
		rm holding
		kill $!
		code=0
		wait $! || code=$?
		assert_equal "$try: $code" "$try: 143"
	done
	assert_equal "$(grep -c 'would have dropped' said)" 3
}

@test "02: with --init the command has number 2, and its own exit code" {
	run -7 "$step" --init sh -c 'echo $$; exit 7'
	assert_output 2
	run -137 "$step" --init sh -c 'kill -9 $$'
}

@test "02: with --init, PID 1 has nothing of the host: no file, no variable, no program" {
	local launcher guest
	for launcher in "$BIN"/0[2-9]-* "$BIN"/1*; do
		[ -e "$launcher" ] || continue
		rm -f "$BATS_TEST_TMPDIR/said" # of the one before
		SECRET=hunter2 "$launcher" --init sh -c 'echo ready; exec sleep 1000' \
			>"$BATS_TEST_TMPDIR/said" 3>&- 7</ &
		eventually grep ready "$BATS_TEST_TMPDIR/said"
		guest=$(guest_of $!)
		run -0 ls "/proc/$guest/fd"
		refute_output
		run -0 cat "/proc/$guest/environ"
		refute_output
		run -0 tr '\0' ' ' <"/proc/$guest/cmdline"
		assert_output "init 2 "
		# (What it has mapped could be opened as well: /proc/1/map_files.)
		run -0 awk '$6 ~ "^/" { print $6 }' "/proc/$guest/maps"
		assert_line "/memfd:init"
		refute_line --regexp '^/[^m]'
		kill -9 $!
		eventually gone "$guest"
	done
}

@test "02: with --init, nobody reaches the host's program through PID 1" {
	cp "$BIN/03-mnt-ns" "$BATS_TEST_TMPDIR/launcher"
	run "$BATS_TEST_TMPDIR/launcher" --rootfs "$ROOTFS" --init sh -c '
		chmod 0700 /proc/1/exe
		echo spoiled >>/proc/1/exe'
	assert_output --partial "can't create /proc/1/exe"
	run -0 stat -c %a "$BATS_TEST_TMPDIR/launcher"
	assert_output 755
	run -0 cmp "$BIN/03-mnt-ns" "$BATS_TEST_TMPDIR/launcher"
}

@test "02: orphans stay as zombies without --init, and are reaped with it" {
	rootfs_with_null
	local script='(sleep 0.1 & exec sleep 0.2) & exec sleep 1000' guest
	for option in '' --init; do
		# shellcheck disable=SC2086
		"$step" --rootfs "$ROOTFS" $option sh -c "$script" 3>&- &
		eventually guest_of $!
		guest=$(guest_of $!)
		sleep 0.6
		run ps -o stat= --ppid "$guest"
		if [ "$option" ]; then
			refute_output --partial Z
		else
			assert_output --partial Z
		fi
		kill -9 $!
		eventually gone "$guest"
	done
}

@test "02: when PID 1 ends, all others of its namespace end too" {
	rootfs_with_null
	run -0 "$step" --rootfs "$ROOTFS" sh -c 'sleep 1818 >/dev/null 2>&1 & exit 0'
	run -1 pgrep -f '^sleep 1818'
	# Before, they went on:
	run -0 "$before" --rootfs "$ROOTFS" sh -c 'sleep 1818 >/dev/null 2>&1 & exit 0'
	run -0 pkill -9 -f '^sleep 1818'
}

@test "02: a signal that PID 1 would drop is enforced by the launcher, which says so" {
	local signal code
	for signal in TERM INT HUP; do
		# (A shell lets what it puts in the background ignore SIGINT, nohup SIGHUP.)
		env --default-signal "$step" sleep 1000 2>"$BATS_TEST_TMPDIR/said" 3>&- &
		eventually guest_of $!
		eventually grep -q sleep "/proc/$(guest_of $!)/comm"
		kill -s "$signal" $!
		code=0
		wait $! || code=$?
		assert_equal "$code" $((128 + $(kill -l "$signal")))
		run -0 cat "$BATS_TEST_TMPDIR/said"
		assert_output --partial "the command is PID 1 and has no handler
  killed: the kernel would have dropped the signal; try --init"
		assert_equal "${#lines[@]}" 2
	done
}

@test "02: a handler of the command gets the signal, and no violence is used" {
	"$step" sh -c 'trap "echo bye; exit 9" TERM; while :; do sleep 0.05; done' \
		>"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
	eventually guest_of $!
	sleep 0.3
	kill -TERM $!
	local code=0
	wait $! || code=$?
	assert_equal "$code" 9
	assert_equal "$(cat "$BATS_TEST_TMPDIR/said")" bye
}

@test "02: still leaking: root inside walks out of the root" {
	echo "a file of the host" >"$BATS_TEST_TMPDIR/canary"
	run -0 "$step" /attacks/walk-out "$BATS_TEST_TMPDIR/canary"
	assert_output "a file of the host"
}

@test "02: still leaking: a mount made inside is the host's" {
	own_rootfs
	run -0 unshare --mount sh -c "$step --rootfs $ROOTFS mount -t tmpfs leak /mnt
		grep ' leak ' /proc/self/mountinfo"
	assert_output --partial "$ROOTFS/mnt"
}

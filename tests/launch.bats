#!/usr/bin/env bats
# launch.bats - what holds for every step that starts a command: exit codes, bad input, signals.

load helper

# The root file system that all share is to be as it was.
image() { find "$ROOTFS" -printf '%P %y %s\n' | sort; }

setup() {
	requires root
	[ -e "$BATS_FILE_TMPDIR/image" ] || image >"$BATS_FILE_TMPDIR/image"
	cd "$BATS_TEST_TMPDIR" || return
	launchers=("$BIN"/[0-9][0-9]-*)
	assert [ "${#launchers[@]}" -ge 3 ]
	# What is tried here is in common/: the sanitizers, which make all of it
	# slow, see it in the first, in one with groups, and in the last.
	[ -z "${SANITIZE:-}" ] || launchers=("${launchers[0]}" "$BIN/05-cgroups" "${launchers[-1]}")
}

# A line of ours: the step's name first, and nothing but that line and its cure.
assert_one_line() {
	assert_line --index 0 --regexp "^${launcher##*/}: .*$1"
	if [ "${#lines[@]}" -gt 1 ]; then
		assert_line --index 1 --regexp '^  '
		assert_equal "${#lines[@]}" 2
	fi
}

guest_of() {
	pgrep -oP "$1" # (the other one is the guard)
}

@test "launch: the exit code is the command's own, or 128 and its signal" {
	for launcher in "${launchers[@]}"; do
		run -0 "$launcher" true
		run -1 "$launcher" false
		run -77 "$launcher" sh -c 'exit 77'
	done
	# (PID 1 cannot kill itself; its host can.)
	run -137 "$BIN/01-chroot" sh -c 'kill -9 $$'
	"$BIN/03-mnt-ns" sleep 100 3>&- &
	eventually guest_of $!
	kill -9 "$(guest_of $!)"
	local code=0
	wait $! || code=$?
	assert_equal "$code" 137
}

@test "launch: words after the command are the command's, options or not" {
	for launcher in "${launchers[@]}"; do
		run -0 "$launcher" echo --rootfs -x -- 'two  words' ''
		assert_output '--rootfs -x -- two  words '
		run -0 "$launcher" -- echo --help
		assert_output -- --help
	done
}

@test "launch: --help goes to stdout with every option, and fits 80 columns" {
	for launcher in "${launchers[@]}"; do
		cd "${launcher%/*}"
		run -0 --separate-stderr "./${launcher##*/}" --help
		assert_line --index 0 --partial "usage: ./${launcher##*/} [options]"
		assert_output --partial --rootfs
		refute_output --partial $'\e'
		# shellcheck disable=SC2154 # bats sets it
		assert_equal "$stderr" ''
		run ! grep -vE '^.{0,80}$|^ *\(default:' <<<"$output"
	done
	run -125 ./03-mnt-ns --nonsense
	assert_output "03-mnt-ns: unknown option '--nonsense'
  './03-mnt-ns --help' shows what there is"
	run -0 "$BIN/03-mnt-ns" --help
	for option in hostname init volume tmpfs read-only; do
		assert_output --partial "--$option"
	done
}

@test "launch: --help that cannot be written fails" {
	for launcher in "${launchers[@]}"; do
		run -125 sh -c "$launcher --help >/dev/full"
		assert_one_line "No space left"
		run -125 sh -c "$launcher --help >&-"
		assert_one_line "Bad file descriptor"
	done
}

@test "launch: an option that there is not gives 125 and the one that was meant" {
	for launcher in "${launchers[@]}"; do
		run -125 "$launcher" --rotfs x true
		assert_one_line "unknown option '--rotfs': did you mean '--rootfs'"
		run -125 "$launcher" --root x true
		assert_one_line "unknown option '--root'"
		run -125 "$launcher" --zzzzzz true
		assert_one_line "unknown option '--zzzzzz'$"
		run -125 "$launcher" -Z true
		assert_one_line "unknown option '-Z'"
		run -125 "$launcher" --rootfs
		assert_one_line "'--rootfs' needs a value"
	done
}

@test "launch: a root that is missing, empty, a file or behind a file is named" {
	mkdir empty
	touch file
	for launcher in "${launchers[@]}"; do
		run -125 "$launcher" --rootfs nosuch true
		assert_one_line "'nosuch'.*No such file or directory"
		assert_line --index 1 --partial "'nosuch' does not exist"
		assert_line --index 1 --partial "make rootfs"
		run -125 "$launcher" --rootfs file/below true
		assert_line --index 1 --partial "'file' is not a directory"
		run -125 "$launcher" --rootfs file true
		assert_line --index 1 --partial "'file' is not a directory"
		run -125 "$launcher" --rootfs '' true
		assert_line --index 1 --partial "the path is empty"
		run -125 "$launcher" --rootfs "$(printf '%5000s' '' | tr ' ' x)" true
		assert_one_line "File name too long"
		run -127 "$launcher" --rootfs empty true
		assert_line --index 1 --partial "is it a root file system?"
		assert_equal "${#lines[@]}" 2
		rm -rf empty && mkdir empty
	done
}

@test "launch: a directory that one may not enter is named" {
	mkdir -p closed/inside
	chmod 700 closed
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/test "$BATS_TEST_TMPDIR" 2>/dev/null || :
	cp "$BIN/01-chroot" .
	run -125 user ./01-chroot --rootfs closed/inside true
	assert_line --index 0 --partial "Permission denied"
	assert_line --index 1 --partial "'closed' is a directory that you may not enter"
}

@test "launch: a command that is not there gives 127, one that cannot be run 126" {
	own_rootfs
	printf '#!/no/such/interpreter -x\n' >"$ROOTFS/bin/script"
	printf 'no program\n' >"$ROOTFS/bin/text"
	printf 'not executable\n' >"$ROOTFS/bin/data"
	chmod +x "$ROOTFS/bin/script" "$ROOTFS/bin/text"
	cp "$(command -v bash)" "$ROOTFS/bin/dynamic"
	for launcher in "${launchers[@]}"; do
		run -127 "$launcher" --rootfs "$ROOTFS" nosuch
		assert_one_line "cannot run 'nosuch': No such file"
		run -127 "$launcher" --rootfs "$ROOTFS" /bin/nosuch
		assert_one_line "cannot run '/bin/nosuch': No such file"
		run -127 "$launcher" --rootfs "$ROOTFS" /bin/busybox/x
		assert_one_line "Not a directory"
		run -127 "$launcher" --rootfs "$ROOTFS" ''
		assert_line --index 1 --partial "the command is empty"
		run -127 "$launcher" --rootfs "$ROOTFS" "$(printf '%5000s' '' | tr ' ' x)"
		assert_one_line "File name too long"
		assert [ "${#output}" -lt 400 ]
		run -126 "$launcher" --rootfs "$ROOTFS" script
		assert_one_line "its interpreter '/no/such/interpreter': No such file"
		run -126 "$launcher" --rootfs "$ROOTFS" dynamic
		assert_one_line "its interpreter '/lib.*ld-.*': No such file"
		run -126 "$launcher" --rootfs "$ROOTFS" text
		assert_one_line "Exec format error"
		run -126 "$launcher" --rootfs "$ROOTFS" /bin/data
		assert_one_line "Permission denied"
		run -126 "$launcher" --rootfs "$ROOTFS" data
		assert_one_line "Permission denied"
		run -126 "$launcher" --rootfs "$ROOTFS" /bin
		assert_one_line "Is a directory"
	done
}

@test "launch: a directory of the command's name does not hide the command" {
	own_rootfs
	mkdir -p "$ROOTFS/usr/local/bin/ls" "$ROOTFS/usr/local/bin/folder"
	for launcher in "${launchers[@]}"; do
		run -0 "$launcher" --rootfs "$ROOTFS" ls -d /bin
		assert_output /bin
		run -126 "$launcher" --rootfs "$ROOTFS" folder
		assert_one_line "cannot run 'folder': Is a directory"
	done
}

@test "launch: who is to be made executable is named, be it an interpreter or a mount" {
	own_rootfs
	printf '#!/etc\n' >"$ROOTFS/bin/folder"
	printf '#!/etc/passwd\n' >"$ROOTFS/bin/loader"
	printf '#!/bin/sh\necho ran\n' >"$ROOTFS/bin/plain"
	chmod +x "$ROOTFS"/bin/{folder,loader}
	for launcher in "${launchers[@]}"; do
		run -126 "$launcher" --rootfs "$ROOTFS" folder
		assert_one_line "its interpreter '/etc': Permission denied"
		assert_line --index 1 --partial "it is a directory"
		run -126 "$launcher" --rootfs "$ROOTFS" loader
		assert_one_line "its interpreter '/etc/passwd': Permission denied"
		assert_line --index 1 --partial "chmod +x"
		run -126 "$launcher" --rootfs "$ROOTFS" plain
		assert_one_line "cannot run 'plain': Permission denied"
		assert_line --index 1 --partial "chmod +x"
	done
	chmod +x "$ROOTFS/bin/plain"
	launcher=$BIN/03-mnt-ns
	run -126 "$launcher" -v "$ROOTFS/bin:/mnt:noexec" /mnt/plain
	assert_one_line "cannot run '/mnt/plain': Permission denied"
	assert_line --index 1 --partial "noexec"
}

@test "launch: an argument of 5,000 characters reaches the command" {
	for launcher in "${launchers[@]}"; do
		run -0 "$launcher" sh -c 'echo ${#1}' - "$(printf '%5000s' '' | tr ' ' x)"
		assert_output 5000
	done
}

@test "launch: what a name contains cannot disturb the message or the terminal" {
	for launcher in "${launchers[@]}"; do
		run -127 "$launcher" $'evil\e[2J\nname\xc2\x9bx'
		assert_line --index 0 --partial "evil?[2J?name??x"
		assert_one_line "No such file"
		# The cure tells names, too.
		run -125 "$launcher" --rootfs $'evil\e[2J\nname\xc2\x9bx' true
		assert_one_line "No such file"
		assert_line --index 1 --partial "'evil?[2J?name??x' does not exist"
	done
}

@test "launch: a name shows no letters but those it has, in their order" {
	local name
	for launcher in "${launchers[@]}"; do
		# A control byte of terminals of old; letters that turn the line
		# around, that break it, that are not seen; and no UTF-8 at all.
		name=$'\x9b2J \xe2\x80\xae \xe2\x80\xaa \xe2\x81\xa6 \xe2\x81\xa9 \xe2\x80\x8e \xe2\x80\x8f \xd8\x9c'
		name+=$' \xe2\x80\xa8 \xe2\x80\xa9 \xe2\x80\x8b \xef\xbb\xbf \xc0\x9b \xe0\x82\x9b \xed\xa0\x80 \xf5\x80\x80\x80 \xe2\x80'
		run -127 "$launcher" "a${name}b"
		assert_line --index 0 --partial "'a?2J ??? ??? ??? ??? ??? ??? ?? ??? ??? ??? ??? ?? ??? ??? ???? ??b': No such file"
		run -127 "$launcher" $'h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xb3'
		assert_line --index 0 --partial $'\'h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xb3\''
	done
}

@test "launch: too few descriptors give one line with the cure" {
	local most
	for launcher in "${launchers[@]}"; do
		for most in {4..64}; do
			# shellcheck disable=SC2016 # the inner shell's
			run bash -c 'exec 3>&- 4>&-; ulimit -n "$1"; exec "$2" true' - "$most" "$launcher"
			[ "$status" = 0 ] && break
			assert_equal "$status" 125
			assert_one_line "Too many open files"
			assert_line --index 1 --partial "ulimit -n"
		done
		assert_equal "$status" 0
		assert [ "$most" -gt 4 ]
	done
}

@test "launch: without root, it says which right is missing and what to type" {
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/test "$BATS_TEST_TMPDIR" 2>/dev/null || :
	for launcher in "${launchers[@]}"; do
		# (From step 07 on, no root is needed.)
		case ${launcher##*/} in 0[1-6]-*) ;; *) continue ;; esac
		cp "$launcher" .
		run -125 user "./${launcher##*/}" --rootfs / true
		assert_one_line "Operation not permitted"
		assert_line --index 1 --regexp "needs root \(CAP_[A-Z_]+\): type 'sudo'"
	done
}

@test "launch: a root that lacks the capability is told that it does" {
	requires program setpriv
	for launcher in "${launchers[@]}"; do
		run -125 setpriv --bounding-set -sys_admin,-sys_chroot "$launcher" true
		assert_one_line "Operation not permitted"
		assert_line --index 1 --partial "you are root, but without CAP_SYS_"
	done
}

@test "launch: stdin, stdout and stderr that are closed are closed inside, and nothing else is there" {
	for launcher in "${launchers[@]}"; do
		run -0 sh -c "$launcher sh -c 'cat || echo closed' <&- 2>/dev/null"
		assert_output closed
		run -0 sh -c "$launcher sh -c '(echo x) || echo closed >&2' 2>&1 >&- | grep -c closed"
		assert_output 1
		run -0 sh -c "$launcher sh -c '(echo x >&2) 2>/tmp/said; echo out; rm -f /tmp/said' 2>&-"
		assert_output out
		run -127 sh -c "$launcher nosuch <&- >&- 2>&-"
		refute_output
	done
	# What kept the number from being ours meanwhile is not left to the guest.
	run -1 sh -c "$BIN/03-mnt-ns readlink /proc/self/fd/0 <&-"
	refute_output
}

@test "launch: a directory as stdin, stdout or stderr is a way out of the root, and refused" {
	echo "of the host" >canary
	run -0 unshare --mount --propagation private bash -c 'mount -t proc proc "$1/proc"
		exec chroot "$1" cat /proc/self/fd/0/canary <"$2"' - "$ROOTFS" .
	assert_output "of the host"
	local out="could leave its root through it"
	for launcher in "${launchers[@]}"; do
		run -125 "$launcher" cat /proc/self/fd/0/canary <.
		assert_one_line "stdin is a directory: .* $out"
		run -125 bash -c '"$1" cat /proc/self/fd/1/canary 1<.' - "$launcher"
		assert_one_line "stdout is a directory: .* $out"
		run -125 bash -c '"$1" sh -c "cat /proc/self/fd/2/canary" 2<.' - "$launcher"
		refute_output
		run -0 "$launcher" cat <canary
		assert_output "of the host"
	done
	run -125 "$launcher" --init cat /proc/self/fd/0/canary <.
	assert_one_line "stdin is a directory: .* $out"
}

@test "launch: stdin reaches the command, and its end too" {
	for launcher in "${launchers[@]}"; do
		run -0 "$launcher" wc -c < <(head -c 100000 /dev/zero)
		assert_output 100000
	done
}

@test "launch: SIGINT, SIGTERM and SIGHUP at any moment end all of it, with 128+N" {
	local signal code delay
	for launcher in "${launchers[@]}"; do
		for signal in INT TERM HUP; do
			for delay in 0.001 0.002 0.003 0.004 0.005 0.007 0.01 0.02 0.05; do
				env --default-signal "$launcher" sleep 2020 2>>said 3>&- &
				# (Before that, the shell's child ignores SIGINT.)
				until [ "/proc/$!/exe" -ef "$launcher" ]; do kill -0 $!; done
				sleep "$delay"
				kill -s "$signal" $! || continue
				code=0
				wait $! || code=$?
				assert_equal "$code" $((128 + $(kill -l "$signal")))
			done
		done
	done
	run ! pgrep -f '^sleep 2020'
	# What was said, if anything, is one line each time.
	run ! grep -vE '^[0-9-a-z]+: signal [0-9]+ \(.*\): the command is PID 1' said
}

@test "launch: no signal ends the launcher itself, not even those that the C library keeps" {
	requires program python3
	local signal
	for launcher in "${launchers[@]}"; do
		for signal in 32 33 34 64; do
			# (A shell does not tell an exit code of 128 + N from a death.)
			run -0 python3 -c 'if True:
				import subprocess, sys
				number, launcher = int(sys.argv[1]), sys.argv[2]
				guest = subprocess.Popen([launcher, "sh", "-c", "echo ready; exec sleep 1000"],
					stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
				guest.stdout.read(6)
				guest.send_signal(number)
				print(guest.wait())' "$signal" "$launcher"
			assert_output $((128 + signal))
		done
	done
}

@test "launch: a signal that comes while the guest turns into the command is not lost" {
	requires program strace
	local delay
	# (One whose command is PID 1. It is the code of all; the later ones only read
	# more, and each read takes its delay.)
	for delay in 1000 100000 300000; do
		# The signal is there from the start; the launcher is slow to look at
		# the guest, and the guest slow to let signals through.
		run -143 timeout -s KILL 20 strace -f -qq -o /dev/null \
			-e inject=clone3:signal=TERM -e inject=read:delay_exit=200000 \
			-e "inject=rt_sigprocmask:delay_enter=$delay" "${launchers[1]}" sleep 5
	done
}

@test "launch: SIGKILL of the launcher at any moment ends the guest too" {
	local delay
	for launcher in "${launchers[@]}"; do
		for delay in 0 0.001 0.002 0.003 0.004 0.005 0.006 0.008 0.01 0.02 0.05; do
			"$launcher" sleep 2121 3>&- 2>/dev/null &
			sleep "$delay"
			kill -9 $!
			wait $! 2>/dev/null || :
		done
	done
	# shellcheck disable=SC2317 # eventually calls it
	ended() { ! pgrep -f -r R,S,D '^sleep 2121'; }
	eventually ended
}

# Has the guest of LAUNCHER become another user, with a command of its own?
somebody_else() {
	guest=$(pgrep -P "$1" -x sleep) && grep -q "^Uid:.[1-9]" "/proc/$guest/status"
}

@test "launch: SIGKILL of the launcher ends also a guest that has become another user" {
	local guest delay
	for launcher in "${launchers[@]}"; do
		set -m # a process group of its own, which is killed as a whole
		"$launcher" su -s /bin/sh guest -c 'exec sleep 4747' 3>&- 4>&- &
		set +m
		eventually somebody_else $!
		kill -9 -$!
		eventually gone "$guest"
		for delay in 0.002 0.004 0.006 0.01 0.015 0.02 0.03 0.05 0.1; do
			"$launcher" su -s /bin/sh guest -c 'exec sleep 4747' 3>&- 4>&- &
			sleep "$delay"
			kill -9 $!
		done
	done
	# (The words of a guard's own command line are its launcher's.)
	eventually bash -c "! pgrep -f '[s]leep 4747'"
}

@test "launch: who guards the guest has nothing open, hears no terminal, and is gone at the end" {
	local guard
	for launcher in "${launchers[@]}"; do
		"$launcher" sleep 1000 3>&- 9<"$BATS_TEST_TMPDIR" &
		eventually pgrep -P $! -x guard
		guard=$(pgrep -P $! -x guard)
		eventually bash -c "! readlink /proc/$guard/fd/2"
		run -0 find "/proc/$guard/fd" -type l -printf '%f %l\n'
		assert_line --index 0 --regexp '^[01] .*pidfd'
		assert_line --index 1 --regexp '^[01] .*pidfd'
		assert_equal "${#lines[@]}" 2
		run -0 ps -o sid= "$guard"
		assert_equal "$((output))" "$guard"
		kill -9 "$(guest_of $!)"
		wait $! || :
		assert [ ! -e "/proc/$guard" ]
	done
}

@test "launch: SIGKILL of the launcher after each of its system calls leaves no guest" {
	requires program strace
	local call
	for launcher in "${launchers[@]}"; do
		strace -qq -o calls "$launcher" true
		for call in socketpair clone3 sendto rt_sigtimedwait recvfrom; do
			grep -q "^$call(" calls || continue
			run timeout -s KILL 20 strace -f -qq -o /dev/null -e "inject=$call:signal=KILL:when=1" "$launcher" sleep 2222
		done
	done
	# shellcheck disable=SC2317 # eventually calls it
	ended() { ! pgrep -f -r R,S,D '^sleep 2222'; }
	eventually ended
}

@test "launch: a launcher that cannot get its guest past the gate says so, and ends it" {
	requires program strace
	local call
	for launcher in "${launchers[@]}"; do
		# (The first that some launchers wait for is not the guest yet.)
		for call in sendto:1 prctl:1 wait4:1+ socketpair:1 clone3:1; do
			run -125 timeout -s KILL 20 strace -f -qq -o /dev/null \
				-e "inject=${call%:*}:error=ENOMEM:when=${call#*:}" "$launcher" sleep 2323
			assert_one_line "Cannot allocate memory"
		done
	done
	# shellcheck disable=SC2317 # eventually calls it
	ended() { ! pgrep -f -r R,S,D '^sleep 2323'; }
	eventually ended
}

@test "launch: a caller that ignores SIGCHLD gets the exit code all the same" {
	for launcher in "${launchers[@]}"; do
		run -7 bash -c 'trap "" CHLD; exec "$@"' - "$launcher" sh -c 'exit 7'
	done
}

@test "launch: the command's signal mask is the caller's" {
	run -0 "$BIN/03-mnt-ns" grep SigBlk /proc/self/status
	assert_output --regexp '0000000000000000$'
}

@test "launch: on a terminal, the shell has job control and its prompt" {
	for launcher in "${launchers[@]}"; do
		run -0 pty 'echo $((6*7))\nexit\n' "$launcher"
		assert_output --partial 42
		refute_output --partial "can't access tty"
		assert_output --partial 'root@'
	done
}

@test "launch: Ctrl-C ends the command, at every step" {
	for launcher in "${launchers[@]}"; do
		run -130 pty '\003' "$launcher" sleep 100
	done
}

@test "launch: Ctrl-C in the guest's shell does not end the shell" {
	for launcher in "${launchers[@]}"; do
		run -0 pty 'sleep 100\n|\003|echo still $((6*7))\nexit 0\n' "$launcher"
		assert_output --partial "still 42"
	done
}

@test "launch: the terminal is as before when the guest leaves it raw" {
	for launcher in "${launchers[@]}"; do
		run -0 pty '' "stty -a >before; $launcher stty raw -echo; stty -a >after; diff before after"
		run -0 pty '' "$launcher sh -l -c exit; ps -o stat= -p \$\$"
		assert_output --partial +
	done
}

@test "launch: what is open is as before when the guest leaves it without waiting, or appending" {
	own_rootfs
	cat >main.c <<-'END'
		#include <fcntl.h>
		int main(void) {
			for (int fd = 0; fd < 3; fd++)
				if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK | O_APPEND) < 0)
					return 1;
			return 0;
		}
	END
	"${CC:-cc}" -static -o "$ROOTFS/bin/leaves" main.c
	touch in out said
	local flags='exec 5<>in 6<>out 7<>said; "$@" <&5 >&6 2>&7; sed -n s/flags:.//p /proc/self/fdinfo/[567] | sort -u'
	run -0 bash -c "$flags" - true
	local before=$output
	run -0 bash -c "$flags" - chroot "$ROOTFS" /bin/leaves
	refute_output "$before"
	for launcher in "${launchers[@]}"; do
		run -0 bash -c "$flags" - "$launcher" --rootfs "$ROOTFS" /bin/leaves
		assert_output "$before"
		refute [ -s said ]
	done
}

@test "launch: Ctrl-Z stops it as one job, and fg goes on with it" {
	for launcher in "${launchers[@]}"; do
		cat >job <<-END
			set -m
			$launcher sh -c 'sleep 1; echo done' || echo stopped with \$?
			fg >/dev/null && echo foreground
		END
		run -0 pty '\032' bash job
		assert_output --partial "stopped with 147"
		assert_output --partial 'done'
		assert_output --partial foreground
	done
}

@test "launch: Ctrl-Z stops it as one job also where an init of ours is PID 1" {
	for launcher in "$BIN/02-pid-ns" "${launchers[-1]}"; do
		cat >job <<-END
			set -m
			$launcher --init sh -c 'sleep 1; echo done' || echo stopped with \$?
			fg >/dev/null && echo foreground
		END
		run -0 pty '\032' timeout --foreground -s KILL 20 bash job
		assert_output --partial "stopped with 147"
		assert_output --partial 'done'
		assert_output --partial foreground
	done
}

# state_of PID - one letter, as proc_pid_stat(5) has it
state_of() { sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status"; }
stands() { [ "$(state_of "$1")" = T ]; }
guest_stands() { stands "$(guest_of "$1")"; }

@test "launch: a guest that stops, or is made to from inside, does not stop the launcher" {
	local way code
	for launcher in "${launchers[@]}"; do
		for way in self trace; do
			# (PID 1 cannot stop itself.)
			[ "$way" = trace ] || [ "${launcher##*/}" = 01-chroot ] || continue
			"$launcher" /attacks/stop-terminal "$way" 2>/dev/null 3>&- &
			eventually guest_stands $!
			sleep 0.2 # it would have stopped by now
			assert_equal "$(state_of $!)" S
			# And whoever wants it to end need not know.
			kill -TERM $!
			code=0
			wait $! || code=$?
			assert_equal "$code" 143
		done
	done
}

@test "launch: who has a handler for a stop, goes on, and stops later, stops alone" {
	launcher=${launchers[0]}
	"$launcher" sh -c 'trap "echo caught; told=1" TSTP; echo ready
		until [ "$told" ]; do sleep 0.1; done
		sleep 5; kill -STOP $$' >said 3>&- &
	eventually grep ready said
	kill -TSTP $!
	eventually grep caught said
	eventually guest_stands $!
	sleep 0.2
	assert_equal "$(state_of $!)" S
	# Once it stands, a stop for both is one at once.
	kill -TSTP $!
	eventually stands $!
	kill -9 $!
	wait $! 2>/dev/null || :
}

@test "launch: a command that stops the terminal's output cannot keep Ctrl-C and Ctrl-Z from it" {
	for launcher in "${launchers[@]}"; do
		run -130 pty '\003' timeout --foreground -s KILL 20 "$launcher" /attacks/stop-terminal hush
		cat >job <<-END
			set -m
			$launcher /attacks/stop-terminal hush || echo stopped with \$?
			kill -9 %1
		END
		run -0 pty '\032' timeout --foreground -s KILL 20 bash job
		assert_output --partial "stopped with 147"
	done
}

@test "launch: terminal and descriptors are as before, whatever a guest did to them" {
	local attack=$BUILD/attacks/stop-terminal differ='! cmp -s before after'
	# Without a launcher, all of it stays.
	run -0 pty '' "$attack look >before; $attack spoil; $attack look >after; $differ"
	assert_equal "$(diff before after | grep -c '^>')" 6
	for launcher in "${launchers[@]}"; do
		run -0 pty '' "$attack look >before; $launcher /attacks/stop-terminal spoil
			$attack look >after; diff before after"
		# In the background as well, what would be in the way of others.
		run -0 pty '' "set -m; $launcher sh -c 'sleep 0.1; /attacks/stop-terminal spoil' & wait; echo still here"
		assert_output --partial "still here"
	done
}

@test "launch: a stopped guest leaves the terminal as it was to the shell, and finds its own again" {
	for launcher in "${launchers[@]}"; do
		cat >job <<-END
			set -m
			$launcher sh -c 'stty -icanon min 7; sleep 1; stty -a | grep -o "min = ."' || stty -a | grep -o 'min = .'
			fg >/dev/null
			stty -a | grep -o 'min = .'
		END
		run -0 pty '\032' timeout --foreground -s KILL 20 bash job
		assert_equal "$(grep -o 'min = .' <<<"$output" | xargs)" "min = 1 min = 7 min = 1"
	done
}

@test "launch: who was sent to the background ends without taking the terminal from the shell" {
	for launcher in "${launchers[0]}" "${launchers[-1]}"; do
		cat >job <<-END
			set -m
			$launcher sleep 1
			# (wait would take it back for the shell.)
			bg >/dev/null; while [ -e /proc/\$! ]; do :; done
			read -ra stat </proc/\$\$/stat # proc_pid_stat(5): pgrp, tpgid
			[ "\${stat[4]}" != "\${stat[7]}" ] || echo "the shell's"
		END
		run -0 pty '\032' timeout --foreground -s KILL 20 bash job
		assert_output --partial "the shell's"
	done
}

@test "launch: without a terminal, a signal to the guest's process group is the guest's own" {
	run -137 setsid --wait bash -c 'kill -KILL 0; echo still here'
	for launcher in "${launchers[@]}"; do
		run setsid --wait bash -c '"$1" sh -c "kill -KILL 0" 2>/dev/null; echo still here' - "$launcher"
		assert_output "still here"
	done
}

@test "launch: what the steps share is as it was, after all of the above" {
	image >now
	run -0 diff "$BATS_FILE_TMPDIR/image" now
}

#!/usr/bin/env bats
# 00-xray.bats - xray: what a process is made of, and nothing made up.

# shellcheck disable=SC2016 # what bash -c expands
# shellcheck disable=SC2154 # what run --separate-stderr sets
load helper

setup() {
	XRAY=$BIN/xray
	export COLUMNS=80 LC_ALL=C.UTF-8
}

# start COMMAND... - in the background; its PID is in $started.
start() {
	"$@" >/dev/null 2>&1 3>&- &
	started=$!
}

# exec_done PID NAME - has it become the program NAME?
exec_done() {
	[ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ]
}

# descend PID NAME - the PID of its descendant NAME, in $found.
descend() {
	local pid=$1
	for _ in {1..200}; do
		found=$pid
		exec_done "$pid" "$2" && return
		pid=$(children "$pid" | head -1)
		[ -n "$pid" ] || { pid=$1; sleep 0.05; }
	done
	fail "no process $2 below $1"
}

# value PID KEY [SECTION] - what the table says, where a row has its own line.
value() {
	"$XRAY" "$1" | sed -n "/^${3:-.*}/,/^$/s|^  $2  *||p" | head -1
}

# children PID
children() {
	grep -lsx "PPid:	$1" /proc/[0-9]*/status | tr -dc '0-9\n' | grep .
}

# own_of PID - the namespaces that it has for itself, in the table's order.
own_of() {
	"$XRAY" "$1" | sed -n '/^namespaces/,/^$/s/^  \([a-z]*\) .* its own$/\1/p' | xargs
}

# json FILTER [ARGUMENT...] - one value of the JSON.
json() {
	local filter=$1
	shift
	"$XRAY" --json "$@" | jq -cr "$filter"
}

# ------------------------------------------------------------- one process

@test "the namespaces shown are those that /proc shows" {
	start sleep 1000
	if [ "$(id -u)" = 0 ]; then
		start unshare --mount --uts --ipc --net sleep 1000
		eventually exec_done "$started" sleep
	fi
	for name in user mnt pid net uts ipc cgroup time; do
		[ -e "/proc/self/ns/$name" ] || continue
		inode=$(readlink "/proc/$started/ns/$name" | tr -dc 0-9)
		run value "$started" "$name" namespaces
		assert_output --regexp "^$inode  (the host's|its own)$"
	done
}

@test "without a PID it shows itself" {
	run bash -c '"$1" & wait $!; echo "it was $!"' - "$XRAY"
	assert_line --regexp '^  name +xray$'
	assert_line --regexp "^  pid +${lines[-1]#it was }$"
	run value self name
	assert_output xray
}

@test "a process that nobody contained has no namespace of its own" {
	[ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] || skip "this is a container already"
	start sleep 1000
	run own_of "$started"
	assert_output ''
}

@test "a process with new pid and uts namespaces has exactly these as its own" {
	requires root
	start unshare --fork --kill-child --pid --uts sleep 1000
	descend "$started" sleep
	before=$(own_of $$)
	run own_of "$found"
	assert_output "$(xargs <<<"${before:+$before }pid uts")"
}

@test "NSpid shows the number on each of three levels" {
	requires root
	start unshare --fork --kill-child --pid unshare --fork --kill-child --pid \
		unshare --fork --kill-child --pid sleep 1000
	descend "$started" sleep
	run value "$found" nspid
	assert_output --regexp "^([0-9]+ )*$found 3 2 1  \(from the outside in\)$"
}

@test "a dropped capability is the one that is missing" {
	requires root
	requires program setpriv
	start setpriv --bounding-set=-sys_chroot,-net_raw --inh-caps=-all sleep 1000
	eventually exec_done "$started" sleep
	run value "$started" bounding
	assert_output --regexp '^all but .*sys_chroot'
	assert_output --partial net_raw
	refute_output --partial net_admin
	run value $$ bounding
	refute_output --partial sys_chroot
}

@test "few capabilities are listed by name, and no others" {
	requires root
	requires program setpriv
	start setpriv --bounding-set=-all,+chown,+kill,+net_bind_service sleep 1000
	eventually exec_done "$started" sleep
	run value "$started" bounding
	assert_output 'chown, kill, net_bind_service'
	run value "$started" effective
	assert_output 'chown, kill, net_bind_service'
}

@test "a process with all capabilities or with none says so" {
	start sleep 1000
	eventually exec_done "$started" sleep
	last=$(cat /proc/sys/kernel/cap_last_cap)
	for pid in $([ ! -e /proc/2/status ] || echo 2) "$started"; do
		mask=$(sed -n 's/^CapEff:\t//p' "/proc/$pid/status")
		run value "$pid" effective
		case $mask in
		0000000000000000) assert_output none ;;
		"$(printf '%016x' $(((1 << (last + 1)) - 1)))") assert_output "all $((last + 1))" ;;
		*) refute_output --regexp '^(none|all [0-9]+)$' ;;
		esac
	done
	requires root
	start setpriv --reuid 65534 --regid 65534 --clear-groups sleep 1000
	eventually exec_done "$started" sleep
	run value "$started" effective
	assert_output none
}

@test "no_new_privs is seen when it is on" {
	requires program setpriv
	start sleep 1000
	run value "$started" no_new_privs
	assert_output --regexp '^off'
	start setpriv --no-new-privs sleep 1000
	eventually exec_done "$started" sleep
	run value "$started" no_new_privs
	assert_output --regexp '^on'
}

@test "seccomp is off, strict or a filter" {
	requires program python3
	start python3 -c 'import time; time.sleep(1000)'
	run value "$started" seccomp
	assert_output --regexp '^off: '
	# A filter that allows everything: one BPF instruction.
	start python3 -c '
import ctypes, struct, time
code = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0x7fff0000))
program = struct.pack("HxxxxxxP", 1, ctypes.addressof(code))
libc = ctypes.CDLL(None)
libc.prctl(38, 1, 0, 0, 0)
libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0)
time.sleep(1000)'
	eventually grep -q '^Seccomp:.2' "/proc/$started/status"
	run value "$started" seccomp
	assert_output --regexp '^filter: '
	run value "$started" seccomp_filters
	assert_output 1
	# Strict: all that is left to it is to wait in read(2).
	start python3 -c '
import ctypes, os
libc = ctypes.PyDLL(None)
ends, byte = os.pipe(), ctypes.create_string_buffer(1)
libc.prctl(22, 1)
libc.read(ends[0], byte, 1)'
	eventually grep -q '^Seccomp:.1' "/proc/$started/status"
	run value "$started" seccomp
	assert_output --regexp '^strict: read, '
}

@test "resource limits are those that the process has" {
	start bash -c 'ulimit -Sn 77; ulimit -Hn 99; ulimit -c 0; ulimit -Ss 4096; exec sleep 1000'
	eventually exec_done "$started" sleep
	run "$XRAY" "$started"
	assert_line --regexp 'nofile +77 / 99'
	assert_line --regexp 'core +0 B'
	assert_line --regexp 'stack +4.0 MiB'
}

@test "each line of /proc/PID/cgroup is a node" {
	start sleep 1000
	run "$XRAY" "$started"
	while IFS=: read -r _ controllers path; do
		assert_output --partial "$(printf '%s ' "${controllers:+v1:}${controllers:-v2}")"
		assert_line --regexp "${controllers:-v2} +$path"
	done <"/proc/$started/cgroup"
}

@test "limits and use of a node are those of its files" {
	requires root
	node=/sys/fs/cgroup/pids # v1
	[ -d "$node" ] || node=/sys/fs/cgroup
	node="$node/xray test.$$"
	mkdir "$node" 2>/dev/null || skip "cgroups cannot be made here"
	start sleep 1000
	run -0 bash -c 'echo "$1" >"$2/cgroup.procs" && { [ ! -e "$2/pids.max" ] || echo 44 >"$2/pids.max"; }' - "$started" "$node"
	run "$XRAY" "$started"
	kill -9 "$started"; wait "$started" 2>/dev/null || :
	[ -e "$node/pids.max" ] && has=1 || has=
	eventually rmdir "$node"
	[ -n "$has" ] || skip "this node has no pids controller"
	assert_output --regexp 'pids.current +1( |$|'$'\n'')'
	assert_output --regexp 'pids.max +44( |$|'$'\n'')'
}

@test "a process in a user namespace shows who its users are outside" {
	requires root
	start unshare --user sleep 1000
	eventually exec_done "$started" sleep
	run value "$started" uid_map
	assert_output 'empty: all are nobody'
	echo '0 1000 1' >"/proc/$started/uid_map"
	cat <<<$'0 5000 10\n20 6000 1' >"/proc/$started/gid_map"
	run value "$started" uid_map
	assert_output '0 is 1000 outside'
	run value "$started" gid_map
	assert_output '0-9 are 5000-5009 outside; 20 is 6000 outside'
	grep -qx ' *0 *0 *4294967295' /proc/self/gid_map || return 0
	run value $$ gid_map
	assert_output 'all, unchanged'
}

@test "the root directory and what is mounted below it are shown" {
	start sleep 1000
	run value "$started" root
	assert_output /
	run value "$started" mounts
	assert_output "$(wc -l <"/proc/$started/mountinfo")"
	run value "$started" /proc
	assert_output --regexp '^proc, '
	requires root
	mkdir "$BATS_TEST_TMPDIR/a root"
	start unshare --mount sh -c 'mount --bind / "$1" && mount -t tmpfs none "$1/dev" &&
		mount -t ramfs none "$1/dev" && exec chroot "$1" sleep 1000' - "$BATS_TEST_TMPDIR/a root"
	eventually exec_done "$started" sleep
	run value "$started" root
	assert_output "$BATS_TEST_TMPDIR/a root"
	run value "$started" /dev
	assert_output --regexp '^ramfs, ' # the upper one
}

@test "a read-only mount is told from one that can be written" {
	requires root
	start unshare --mount sh -c 'mount -o bind,remount,ro /sys; exec sleep 1000'
	eventually exec_done "$started" sleep
	run value "$started" /sys
	assert_output --regexp '^sysfs, read-only, private'
	start unshare --mount sh -c 'mount -t tmpfs none /sys && mount -o remount,ro /sys && mount -o remount,bind,rw /sys && mount --make-shared /sys &&
		mount --make-shared /proc && mount --make-shared -t tmpfs none /dev &&
		unshare --mount --propagation slave sleep 1000; :'
	descend "$started" sleep
	run value "$found" /sys
	assert_output 'tmpfs, read-only, slave'
	run value "$found" /dev
	assert_output 'tmpfs, read and write, slave'
	start unshare --mount sh -c 'mount -o remount,ro,bind /proc && mount -t tmpfs none /dev &&
		mount --make-shared /dev && exec sleep 1000'
	eventually exec_done "$started" sleep
	run value "$started" /dev
	assert_output 'tmpfs, read and write, shared'
}

@test "a process that has ended and still has a number is shown, too" {
	start bash -c 'sleep 0.5 & exec sleep 1000' # which waits for nobody
	eventually exec_done "$started" sleep
	eventually children "$started"
	zombie=$(children "$started")
	eventually gone "$zombie"
	run "$XRAY" "$zombie"
	assert_success
	assert_output --partial 'gone: it has ended'
}

# ---------------------------------------------------------------- two of them

@test "two processes alike differ in their numbers alone" {
	start sleep 1000
	one=$started
	start sleep 1000
	eventually exec_done "$one" sleep
	eventually exec_done "$started" sleep
	run bash -c '"$1" "$2" "$3" | grep "^\*"' - "$XRAY" "$one" "$started"
	assert_line --index 0 --regexp "^\* pid +$one +$started$"
	assert_line --index 1 --regexp "^\* nspid +$one"
	assert_line --index 2 --regexp '^\* 2 of [0-9]+ rows differ$'
	assert_equal ${#lines[@]} 3
}

@test "a namespace that differs is marked, and its neighbours are not" {
	requires root
	start sleep 1000
	one=$started
	start unshare --uts --ipc sleep 1000
	eventually exec_done "$started" sleep
	run bash -c '"$1" "$2" "$3" | sed -n "/^namespaces/,/^$/s/^\* \([a-z]*\).*/\1/p" | xargs' \
		- "$XRAY" "$one" "$started"
	assert_output 'uts ipc'
}

@test "a row that only one of two has is marked" {
	requires program setpriv jq
	start sleep 1000
	one=$started
	start setpriv --no-new-privs sleep 1000
	eventually exec_done "$started" sleep
	run json '.differences | join(" ")' "$one" "$started"
	assert_output 'process.pid process.nspid restrictions.no_new_privs'
	# One that has ended has no mounts any more, and no rows for them.
	start bash -c 'sleep 0.1 & exec sleep 1000'
	eventually children "$started"
	zombie=$(children "$started")
	eventually gone "$zombie"
	for pair in "$one $zombie" "$zombie $one"; do
		# shellcheck disable=SC2086
		run json '.differences | index("mounts./proc") != null' $pair
		assert_line --index 0 true
	done
}

@test "what cannot be seen of one of two is no difference, and is counted" {
	requires root
	requires program setpriv
	within_reach tools/help
	cp "$XRAY" "$REACH"
	start sleep 1000
	eventually exec_done "$started" sleep
	run user "$REACH/xray" "$started" self
	assert_line --regexp '^\? uts +not visible: that needs root +[0-9]'
	assert_line --regexp '^\? root +not visible'
	assert_line '? 9 could not be compared: that needs root, sudo'
	refute_line --regexp '^\* .*not visible'
	run "$XRAY" "$started" self
	refute_output --partial 'could not be compared'
}

@test "in a comparison, keys and their values share a line at 80 columns" {
	run "$XRAY" self self
	[[ $output == *memory.*_in_bytes* ]] || skip "no memory controller of version 1 here"
	assert_line --regexp '^. memory.limit_in_bytes +[^ ].*'
}

# ------------------------------------------------------------------- the tree

@test "the tree has a pid namespace inside of a pid namespace" {
	requires root
	start unshare --fork --kill-child --pid sh -c 'unshare --fork --kill-child --pid sleep 1000; :'
	descend "$started" sleep
	inner=$(readlink "/proc/$found/ns/pid")
	middle=$(grep -s '^PPid:' "/proc/$found/status" | tr -dc 0-9)
	outer=$(readlink "/proc/$middle/ns/pid")
	run "$XRAY" --all
	assert_success
	outer_line=$(grep -nF "own $outer" <<<"$output" | cut -d: -f1)
	inner_line=$(grep -nF "own $inner" <<<"$output" | cut -d: -f1)
	assert [ "$outer_line" -lt "$inner_line" ]
	# Four columns further in than the namespace around it.
	indent() { sed -n "$1{s/own.*//;s/./x/g;p}" <<<"$output" | wc -c; }
	assert_equal "$(indent "$inner_line")" "$(($(indent "$outer_line") + 4))"
	assert_regex "$(sed -n "$((inner_line + 1))p" <<<"$output")" " $found sleep 1000$"
}

@test "every process that can be seen stands in the tree once" {
	requires root
	requires program jq
	start unshare --uts sleep 1000
	eventually exec_done "$started" sleep
	for dir in /proc/[0-9]*; do readlink "$dir/ns/mnt" >/dev/null && echo "${dir#/proc/}"; done |
		sort >"$BATS_TEST_TMPDIR/before"
	run json '[.groups[].processes[].pid] | (length == (unique | length)), .[]' --all
	assert_line --index 0 true
	printf '%s\n' "${lines[@]:1}" | sort >"$BATS_TEST_TMPDIR/shown"
	# Those that are left out have ended meanwhile.
	for pid in $(comm -23 "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/shown"); do
		run ! readlink "/proc/$pid/ns/mnt"
	done
}

@test "many processes in one namespace are folded" {
	requires root
	start unshare --fork --kill-child --pid \
		sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 1000 & done; wait'
	descend "$started" sh
	inode=$(readlink "/proc/$found/ns/pid")
	eventually bash -c '"$1" -a | grep -qF "own $2: 10 processes"' - "$XRAY" "$inode"
	run bash -c '"$1" -a | grep -A7 -F "own $2" | tail -1' - "$XRAY" "$inode"
	assert_output --regexp ' and 4 more$'
}

@test "the branches are ASCII where the locale is" {
	requires root
	start unshare --uts sleep 1000
	eventually exec_done "$started" sleep
	run env LC_ALL=C "$XRAY" --all
	assert_success
	refute_output --regexp '[^ -~[:space:]]'
	assert_line --regexp '^[|`]-- own '
	run "$XRAY" --all
	assert_line --regexp '^[├└]── own '
}

@test "processes that end while the tree is drawn do no harm" {
	start bash -c 'while :; do /bin/true; done'
	for _ in {1..20}; do
		run --separate-stderr "$XRAY" --all
		assert_success
		assert_equal "$stderr" ''
		refute_output --partial ':[0]'
	done
	requires root
	# One that has ended, and whose parent does not ask, is not hidden.
	run unshare --fork --pid --mount-proc bash -c '
		(sleep 0 & exec sleep 1000) & sleep 0.3; "$1" --all' - "$XRAY"
	assert_line --partial 'sleep 1000'
	refute_output --partial 'Not visible'
}

# ----------------------------------------------------------------------- JSON

@test "the JSON is valid, in all three forms" {
	start sleep 1000
	if command -v jq; then check='jq -es length==1'; else
		requires program python3
		check='python3 -m json.tool'
	fi
	for words in "$started" "$started $$" --all; do
		run bash -o pipefail -c "$XRAY --json $words | $check"
		assert_success
	done
}

@test "the JSON carries the values of the table" {
	requires program jq
	start sleep 1000
	eventually exec_done "$started" sleep
	run json '.process | .pid, .command, .parent' "$started"
	assert_output "$started"$'\n''sleep 1000'$'\n'$$
	[ "$(id -u)" != 0 ] || start unshare --mount sleep 1000
	eventually exec_done "$started" sleep
	run json '.namespaces.mnt.inode' "$started"
	assert_output "$(readlink "/proc/$started/ns/mnt" | tr -dc 0-9)"
	run json '.mounts.mounts' "$started"
	assert_output "$(wc -l <"/proc/$started/mountinfo")"
	run json '.capabilities.bounding | length' "$started"
	bits=$(sed -n 's/^CapBnd:\t//p' "/proc/$started/status")
	assert_output "$(python3 -c "print(bin(0x$bits).count('1'))" 2>/dev/null || echo "$output")"
	run json 'keys_unsorted | join(" ")' "$started"
	assert_output 'process namespaces cgroups metering users capabilities restrictions mounts rlimits'
	start bash -c 'ulimit -Sn 77; ulimit -Hn 99; exec sleep 1000'
	eventually exec_done "$started" sleep
	run json '.rlimits.nofile' "$started"
	assert_output '{"soft":77,"hard":99}'
}

# --------------------------------------------------------------------- rights

@test "an ordinary user sees all of a process that is hers" {
	requires root
	install -m 755 "$XRAY" "$BATS_FILE_TMPDIR/xray"
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
	run user "$BATS_FILE_TMPDIR/xray"
	assert_success
	refute_line --regexp '^  [a-z]+ +not visible'
	assert_line --regexp '^  user +65534'
}

@test "an ordinary user is told what she may not see, and it is no failure" {
	requires root
	install -m 755 "$XRAY" "$BATS_FILE_TMPDIR/xray"
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
	start sleep 1000
	run user "$BATS_FILE_TMPDIR/xray" "$started"
	assert_success
	assert_line --regexp '^  mnt +not visible: that needs root$'
	assert_line --regexp '^  root +not visible: that needs root$'
	assert_line --regexp '^  nspid +[0-9]'
	run user "$BATS_FILE_TMPDIR/xray" --all
	assert_success
	assert_line --regexp '^Not visible: [0-9]+ process(es)?\. That needs root\.$'
}

@test "it says whose namespaces it takes for the host's" {
	run "$XRAY"
	if readlink /proc/1/ns/pid; then
		assert_line --regexp "^  reference +the host's are PID 1's"
	else
		assert_line --regexp "^  reference +the host's are the kernel's first"
	fi
	# Where PID 1 cannot be seen, other namespaces of net than ours are just that.
	requires root
	within_reach tools/help
	cp "$XRAY" "$REACH"
	run user "$REACH/xray" --all
	run tr -s ' \n' ' ' <<<"$output"
	assert_output --partial "PID 1's need root: sudo"
	run unshare --net setpriv --reuid 65534 --regid 65534 --clear-groups "$REACH/xray"
	assert_line --regexp "^  net +[0-9]+  as xray's"
	assert_line --regexp "^  uts +[0-9]+  (the host's|its own)" # (in a container)
}

# --------------------------------------------------------------------- errors

@test "what is no PID is refused in one line, and says what would be one" {
	for word in 0 007 12x 1.5 +1 ' 1' '' 4194305 4294967297 99999999999999999999 -- $'1\n2'; do
		run --separate-stderr "$XRAY" -- "$word"
		assert_failure 125
		assert_equal "${#stderr_lines[@]}" 2
		assert_regex "${stderr_lines[0]}" '^xray: .* is no process number: they are 1 to 4194304$'
		assert_equal "$output" ''
	done
	run "$XRAY" -1
	assert_failure 125
	run "$XRAY" 1 1 1
	assert_failure 125
	run "$XRAY" --all 1
	assert_failure 125
}

@test "a PID that nobody has ends with 1" {
	start true
	wait "$started"
	run --separate-stderr "$XRAY" "$started"
	assert_failure 1
	assert_equal "$stderr" "xray: there is no process $started"
	run --separate-stderr "$XRAY" --json $$ 4194304
	assert_failure 1
	assert_equal "$output" ''
}

@test "hostile names do not reach the terminal as they are" {
	mkfifo "$BATS_TEST_TMPDIR/never"
	cat >"$BATS_TEST_TMPDIR/hostile" <<-'END'
		printf '\e[2J) S 1' >/proc/$$/comm
		bash -c 'exec 2>&1; while :; do sleep 1000; done' &
		read -r <"$1"
	END
	start bash -c 'exec -a "$1" bash "$2/hostile" "$2/never"' - \
		$'\e[31m\nx\xe2\x80\xae\xff\xc2\x9b"' "$BATS_TEST_TMPDIR"
	eventually grep -q '2J' "/proc/$started/comm"
	for words in "$started" "$started $$" --all "--json $started" '--json --all'; do
		run bash -c '"$1" $2 | LC_ALL=C grep -c -e "[^ -~]\[" -e "$3"' - \
			"$XRAY" "$words" $'\xe2\x80\xae\|\xff\|\xc2\x9b'
		assert_output 0
	done
	run value "$started" name
	assert_output '\x1b[2J) S 1'
	run value "$started" command
	assert_output --partial '\x1b[31m\x0ax\xe2\x80\xae\xff\xc2\x9b"'
	run value "$(children "$started")" parent
	assert_output "$started (\x1b[2J) S 1)"
	run value "$started" parent
	assert_output --regexp "^$$ "
	if command -v jq; then
		run json "[.groups[].processes[].pid] | index($started) != null" --all
		assert_output true
		run json .process.name "$started"
		assert_output '\x1b[2J) S 1'
	fi
}

@test "there are no escape sequences in a pipe, nor with NO_COLOR" {
	requires program script
	run bash -c '"$1" $$ $$; "$1"; "$1" -a' - "$XRAY"
	refute_output --partial $'\e'
	run env TERM=xterm script -qec "'$XRAY'" /dev/null </dev/null
	assert_output --partial $'\e['
	run env TERM=xterm NO_COLOR=1 script -qec "'$XRAY'" /dev/null </dev/null
	refute_output --partial $'\e'
}

@test "nothing is wider than 80 columns, nor ends with blanks" {
	start bash -c 'exec -a "$0" sleep 1000' "$(printf 'y%.0s' {1..300})"
	for words in "$started" "$started $$" --all --help; do
		run bash -c '"$1" $2 | sed -nE "/^.{81}| $/p;\$s/.*/the end/p"' - "$XRAY" "$words"
		assert_output 'the end'
	done
}

@test "a report that cannot be written is a failure" {
	requires kernel /dev/full
	for words in '' --all --json --help; do
		# shellcheck disable=SC2086
		run --separate-stderr bash -c '"$1" $2 >/dev/full' - "$XRAY" "$words"
		assert_failure 125
		assert_regex "$stderr" 'No space left on device'
	done
}

@test "it runs with a closed stdout, and closed stdin" {
	run bash -c '"$1" <&- >&-' - "$XRAY"
	assert_failure 125
}

@test "a process that /proc hides from a user is not said to be missing for sure" {
	requires root
	for hidden in 1 2; do
		run -1 unshare --mount bash -c "mount -t proc -o hidepid=$hidden proc /proc
			setpriv --reuid 65534 --regid 65534 --clear-groups '$XRAY' 1"
		assert_line --index 0 "xray: there is no process 1"
		assert_line --index 1 "  or /proc hides it (hidepid): that needs root"
	done
}

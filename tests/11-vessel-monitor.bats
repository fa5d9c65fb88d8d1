#!/usr/bin/env bats
# 11-vessel-monitor.bats - who stays with a container, and who is attached to it.

load helper

setup() {
	requires root
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	local left
	jobs_end
	# (A client that a test has stopped would keep a terminal busy.)
	left=$(vessel ps -aq 2>/dev/null) || :
	# shellcheck disable=SC2086 # words
	[ -z "$left" ] || vessel rm -f $left >/dev/null
}

# (In the background, it is the process itself that $! is.)
vessel() {
	[ "$BASHPID" = $$ ] || exec "$BIN/vessel" "$@"
	"$BIN/vessel" "$@"
}

# begin [OPTION...] COMMAND... - a container; no network, which takes its time.
begin() {
	local options=()
	while [[ $1 == -* ]]; do
		options+=("$1")
		case $1 in --name | --log-opt | --detach-keys) options+=("$2"); shift ;; esac
		shift
	done
	vessel run --net none "${options[@]}" "$ROOTFS" "$@"
}

# terminal COMMAND... - run it on a terminal of its own, in the background; what
# it shows is in $screen. type_in TEXT types. terminal_end waits: $code
terminal() {
	requires program script
	screen=$BATS_TEST_TMPDIR/screen.$((++screens))
	mkfifo "$screen.keys"
	: >"$screen"
	# (A shell between: its terminal is a job's, and its modes are seen later.)
	TERM=xterm env --default-signal script -qefc "$*" /dev/null <"$screen.keys" >"$screen" 2>&1 3>&- &
	typist=$!
	exec {keys}>"$screen.keys"
}
type_in() {
	printf %b "$1" >&"$keys"
}
terminal_end() {
	code=0
	wait "$typist" || code=$?
	exec {keys}>&-
}

# shown TEXT... - is it on the screen by now?
shown() {
	grep -qF -- "$*" "$screen"
}

# has FILE TEXT - is it in there by now?
has() {
	grep -qF -- "$2" "$1"
}

@test "vessel run: stdout, stderr and the exit code are the command's" {
	run -7 --separate-stderr begin sh -c 'echo out; echo err >&2; exit 7'
	assert_output out
	# shellcheck disable=SC2154 # bats sets it
	assert_equal "$stderr" err
	run -143 begin --init sh -c 'kill $$'
	run -127 --separate-stderr begin nosuch
	assert_regex "$stderr" "cannot run 'nosuch'"
}

@test "vessel run: what is not typed is not waited for" {
	# Without -i, stdin is the guest's own /dev/null.
	mkfifo never
	run -0 begin sh -c 'cat; echo end' <>never
	assert_output end
	run -0 begin readlink /proc/self/fd/0 </dev/zero
	assert_output /dev/null
}

@test "vessel run -i: a gigabyte goes through, unchanged" {
	head -c 1G /dev/urandom | tee >(b2sum >before) | begin -i --rm cat | b2sum >after
	eventually [ -s before ]
	assert_equal "$(cat after)" "$(cat before)"
}

@test "vessel run -i: the command sees that stdin ends, however it does" {
	run -0 begin -i sh -c 'cat; echo end' <<<words
	assert_line --index 0 words
	assert_line --index 1 end
	run -0 begin -i sh -c 'cat; echo end' </dev/null
	assert_output end
	run -0 bash -c '"$0" run --net none -i "$1" sh -c "cat; echo end" <&-' "$BIN/vessel" "$ROOTFS"
	assert_output end
	# Its launcher is killed.
	mkfifo pipe
	begin -i --name reader sh -c 'cat; echo end; sleep 2727' <pipe >/dev/null 3>&- &
	exec {typed}>pipe
	echo words >&"$typed"
	eventually bash -c "'$BIN/vessel' logs reader | grep words"
	run -0 vessel logs reader
	refute_line end
	kill -KILL $!
	eventually bash -c "'$BIN/vessel' logs reader | grep end"
	exec {typed}>&-
}

@test "vessel run -i: what has been sent is the command's, though its launcher is killed" {
	head -c 1M /dev/zero >zeros
	begin -i --name late sh -c 'until [ -e /go ]; do sleep 0.1; done; wc -c' <zeros >/dev/null 3>&- &
	local sent=0
	# It has filled the pipe, and more is on its way. proc_pid_fdinfo(5)
	eventually eval 'sent=$(sed -n "s/^pos://p" /proc/$!/fdinfo/0); ((sent > 65536)) && grep -q "State:.S" /proc/$!/status'
	kill -KILL $!
	vessel exec late touch /go
	run -0 vessel wait late
	run -0 vessel logs late
	assert_output "$((sent))"
}

@test "vessel run -i: whoever writes learns that nobody reads any more" {
	mkfifo pipe
	# Also who does not write just now.
	begin -i sh -c 'read -r line; exec <&-; sleep 2727' <pipe 3>&- &
	exec {typed}>pipe
	echo words >&"$typed"
	eventually [ "/proc/$!/fd/0" -ef /dev/null ]
	exec {typed}>&-
	begin -i sh -c 'exec <&-; sleep 2727' <pipe 3>&- &
	# (While the container goes on.)
	run -141 bash -c "exec timeout 20 env --default-signal yes >pipe"
	assert kill -0 $!
	# It has never had a stdin.
	begin -d --name mute sleep 2727 >/dev/null
	vessel attach mute <pipe >/dev/null 3>&- &
	exec {typed}>pipe
	eventually [ "/proc/$!/fd/0" -ef /dev/null ]
	exec {typed}>&-
}

@test "vessel run: the command learns that nobody reads what it writes" {
	run -0 --separate-stderr timeout 60 bash -c '"$0" run --init --net none "$1" yes | head -n 1; echo ${PIPESTATUS[*]}' \
		"$BIN/vessel" "$ROOTFS"
	assert_line --index 0 y
	assert_line --index 1 "141 0"
}

@test "vessel run: signals are the command's, and what the kernel would drop is done" {
	begin --name trapped sh -c 'trap "echo caught; exit 3" TERM; echo ready; while :; do sleep 0.1; done' >out 3>&- &
	eventually has out ready
	kill -TERM $!
	code=0; wait $! || code=$?
	assert_equal "$code" 3
	assert_equal "$(tail -n 1 out)" caught
	begin --name deaf sh -c 'echo ready; exec sleep 2727' >out2 2>err 3>&- &
	eventually has out2 ready
	kill -TERM $!
	code=0; wait $! || code=$?
	assert_equal "$code" 143
	run -0 cat err
	assert_line --index 0 --partial "the command is PID 1 and has no handler"
	assert_line --index 1 "  killed: the kernel would have dropped the signal; try --init"
	run -0 vessel wait deaf
	assert_output 143
}

@test "vessel run: a job that is stopped stops its container, and goes on with it" {
	begin --init sh -c 'echo ready; while :; do sleep 0.1; done' >out 3>&- &
	eventually has out ready
	guest=$(vessel inspect "$(vessel ps -q)" | jq '.[0].State.Pid // .[0].pid')
	kill -TSTP $!
	eventually grep -q 'State:.T' "/proc/$!/status"
	eventually grep -q 'State:.T' "/proc/$guest/status"
	kill -CONT $!
	eventually grep -q 'State:.S' "/proc/$guest/status"
	eventually grep -q 'State:.S' "/proc/$!/status"
	# Who stands still hears of its end, too.
	kill -STOP "$guest"
	eventually grep -q 'State:.T' "/proc/$guest/status"
	kill -TERM $!
	eventually gone "$guest"
	code=0; wait $! || code=$?
	assert_equal "$code" 143
}

@test "vessel attach: all who are attached see all, and all may type" {
	mkfifo first second
	begin -d -i --name both sh -c 'echo ready; while read -r line; do echo "got $line"; done; echo end' >/dev/null
	vessel attach both <first >out1 3>&- &
	vessel attach both <second >out2 3>&- &
	exec {one}>first {two}>second
	# (What was written before somebody attached, the log has.)
	eventually bash -c "echo ping >&$one; grep -q ping out1 && grep -q ping out2"
	echo "of the first" >&"$one"
	eventually has out2 "got of the first"
	echo "of the second" >&"$two"
	eventually has out1 "got of the second"
	has out1 "got of the first"
	eventually has out2 "got of the second"
	# One goes, and that is not the end of the container's stdin.
	exec {one}>&-
	echo "goes on" >&"$two"
	eventually has out2 "got goes on"
	kill -KILL $!
	vessel attach both <<<"the log" >/dev/null 3>&- &
	eventually bash -c "'$BIN/vessel' logs both | grep 'got the log'"
	run -0 vessel logs both
	assert_line "got the log"
	assert_line "got of the first"
	exec {two}>&-
}

@test "vessel attach: who is not there, does not run or cannot be typed at is told" {
	run -125 vessel attach nobody
	assert_output --partial "no such container: nobody"
	begin --name over true
	run -125 vessel attach over
	assert_line --index 0 --partial "is not running"
	assert_line --index 1 "  'vessel start' starts it"
	run -125 vessel attach --sig-proxy=maybe over
	assert_line --index 0 --partial "there are true and false"
	run -125 begin -it true </dev/null
	assert_line --index 0 "vessel: the input device is not a TTY"
	run -0 begin -dit --name later true </dev/null # nobody types there yet
	run -0 vessel rm -f later
	for key in ctrl-1 cd enter; do
		run -125 begin --detach-keys "a,$key" true
		assert_line --index 0 --partial "'$key' is no key"
	done
	run -0 vessel ps -aq
	assert_equal "${#lines[@]}" 1
}

@test "vessel attach --no-stdin: nothing is passed on" {
	begin -d -i --name mute sh -c 'while ! read -t 0.1 -r line; do echo tick; done; echo "got $line"' >/dev/null
	yes | vessel attach --no-stdin mute >out 3>&- &
	eventually has out tick
	echo words | vessel attach mute >/dev/null
	wait $!
	assert_equal "$(tail -n 1 out)" "got words"
}

@test "vessel attach: who reads slowly loses nothing, and costs others nothing" {
	# Alone, a reader that stands still has the guest stand still as well.
	begin sh -c 'seq 300000' 3>&- | { sleep 12; cat; } >out 3>&- &
	alone=$!
	# Beside another, it has ten seconds. (Who has an empty line is attached.)
	begin -d -i --name two sh -c 'until read -t 0.1 -r go; do echo; done; seq 300000' >/dev/null
	vessel attach --no-stdin two >good 3>&- &
	good=$!
	mkfifo pipe
	vessel attach --no-stdin two >pipe 2>err 3>&- &
	slow=$!
	exec {still}<pipe
	read -r -u "$still"
	eventually test -s good
	SECONDS=0
	vessel attach two <<<go >/dev/null 3>&- &
	wait "$good"
	assert [ "$SECONDS" -ge 9 ]
	run -0 cmp <(grep . good) <(seq 300000)
	# It gets what was sent before it was let go, and is told.
	sed '/./,$!d' <&"$still" >late 3>&- &
	reader=$!
	code=0; wait "$slow" || code=$?
	assert_equal "$code" 125
	has err "container two let go of us"
	wait "$reader"
	exec {still}<&-
	assert [ -s late ]
	run -0 cmp late <(seq 300000 | head -c "$(stat -c %s late)")
	wait "$alone"
	run -0 cmp out <(seq 300000)
	run -0 vessel wait two
	assert_output 0
}

@test "vessel attach: who is one too many is told, and others do without" {
	begin -d --name many sh -c 'echo begun; until [ -e /go ]; do sleep 0.1; done; echo end; exit 3' >/dev/null
	monitor=$(jq .monitor "$VESSEL_RUN"/containers/*/live.json)
	for _ in {1..64}; do
		vessel attach --no-stdin many >/dev/null 3>&- &
	done
	# (With the one that it listens at.)
	eventually eval '[ "$(ls -l "/proc/$monitor/fd" | grep -c socket)" = 65 ]'
	run -125 vessel attach --no-stdin many
	assert_output "vessel: container many lets nobody else be attached: there are too many"
	vessel logs -f many >out 3>&- &
	follower=$!
	vessel wait many >code 3>&- &
	waiter=$!
	eventually has out begun
	vessel exec many touch /go
	wait "$follower" "$waiter"
	assert_equal "$(cat out code)" $'begun\nend\n3'
}

@test "vessel logs: the log is limited, and its last lines are there" {
	begin --log-opt max-size=16k --log-opt max-file=3 --name big seq 20000 >/dev/null
	directory=$VESSEL_DATA/containers/$(vessel ps -aq --no-trunc)
	run -0 bash -c "ls '$directory' | grep -c ^log"
	assert_output 3
	for file in "$directory"/log.*; do
		assert [ "$(stat -c %s "$file")" -le 16384 ]
	done
	run -0 vessel logs big
	assert_equal "${lines[-1]}" 20000
	# No gap in what there is.
	assert_equal "$output" "$(seq "${lines[1]}" 20000 | sed "1i ${lines[0]}")"
	assert [ "${#lines[@]}" -gt 5000 ]
	run -125 begin --log-opt max-size=1k true
	assert_line --index 0 --partial "4k at least"
}

@test "vessel logs -f: all of it, in time, until the container ends" {
	begin -d -i --log-opt max-size=8k --log-opt max-file=50 --name followed sh -c '
		read -r go; for i in $(seq 30); do seq $((i * 1000)) $((i * 1000 + 999)); done; read -r go; echo end; exit 3' >/dev/null
	mkfifo keys
	vessel attach followed <keys >/dev/null 3>&- &
	exec {go}>keys
	vessel logs -f followed >out 3>&- &
	follower=$!
	echo go >&"$go"
	eventually has out 30999
	assert kill -0 "$follower"
	# What is written last, while it does not look, is shown as well.
	kill -STOP "$follower"
	echo go >&"$go"
	run -0 vessel wait followed
	assert_output 3
	kill -CONT "$follower"
	wait "$follower"
	exec {go}>&-
	assert_equal "$(cat out)" "$(seq 1000 30999; echo end)"
}

@test "vessel logs: lines, times, streams, the last ones" {
	begin --name some sh -c 'echo one; sleep 0.5; echo two >&2; sleep 0.5; printf three; sleep 0.5; echo " and"; echo four' >/dev/null 2>&1
	run -0 --separate-stderr vessel logs some
	assert_output "one
three and
four"
	assert_equal "$stderr" two
	# In one place, they are in the order in which they came.
	run -0 vessel logs some
	assert_output "one
two
three and
four"
	run -0 vessel logs --tail 2 some
	assert_output "three and
four"
	run -0 vessel logs -n 0 some
	refute_output
	run -0 --separate-stderr vessel logs -t some
	assert_line --index 1 --regexp '^20[0-9-]+T[0-9:]+\.[0-9]{9}Z three and$'
	# What was written at a time that is told is not what came before it.
	local since until
	since=$(sed -n 's/ four$//p' <<<"$output")
	until=$(sed -n 's/ three and$//p' <<<"$output")
	run -0 vessel logs --since "$since" some
	assert_output --partial four
	refute_output --partial one
	run -0 --separate-stderr vessel logs --until "$until" some
	assert_output "one
three"
	# A last line without an end is one as well.
	begin --name open sh -c 'echo one; printf two' >/dev/null
	run -0 vessel logs -n 1 open
	assert_output two
	run -125 vessel logs -n many some
	assert_line --index 0 --partial "a number of lines"
	run -125 vessel logs nobody
	assert_output --partial "no such container: nobody"
}

@test "vessel logs: any byte is there as it was written" {
	head -c 3M /dev/urandom >random
	begin -i --name bytes cat <random >out
	run -0 cmp random out
	vessel logs bytes >logged
	run -0 cmp random logged
}

@test "vessel logs: half a record of a monitor that was killed is cut off, others are refused" {
	begin --name torn echo first >/dev/null
	directory=$VESSEL_DATA/containers/$(vessel ps -aq --no-trunc)
	printf '\1\2\3\4' >>"$directory/log.1"
	run -0 vessel logs torn
	assert_output first
	vessel start torn >/dev/null
	vessel wait torn
	run -0 vessel logs torn
	assert_output "first
first"
	printf '\1\2\3\4\1\2\3\4\1\2\3\4' >>"$directory/log.1"
	run -125 vessel logs torn
	assert_line --index 2 --partial "the log is damaged, in its file log.1"
}

@test "vessel logs: where the disk is full, the container goes on, and the gap is told" {
	cat >host <<-'END'
		mount -t tmpfs -o size=600k none "$VESSEL_DATA"
		head -c 300k /dev/zero >"$VESSEL_DATA/filler"
		mkfifo keys
		"$1" run -i --storage none --net none --read-only --name full "$2" sh -c '
			seq 200000; read -r line; echo end' <keys >out &
		exec 5>keys
		until grep -qx 200000 out; do sleep 0.05; done
		rm "$VESSEL_DATA/filler"
		echo go >&5
		wait $!
		"$1" logs full >logged 2>told
		"$1" rm full >/dev/null
	END
	mkdir -p "$VESSEL_DATA"
	run -0 unshare -m bash host "$BIN/vessel" "$ROOTFS"
	assert_equal "$(tail -n 1 out) $(wc -l <out)" "end 200001"
	assert_regex "$(tail -n 1 logged)" 'end$'
	# (What is shorter may find a place yet: then there are two gaps.)
	run -0 cat told
	assert_output --regexp '^vessel: [0-9]+ bytes are missing here: '
	run -1 grep -vE '^vessel: [0-9]+ bytes are missing here: ' told
	# All else is there: what is missing, and what is not, is what was written.
	local missing
	missing=$(sed 's/[^0-9]//g' told | paste -sd +)
	assert_equal "$(($(wc -c <logged) + missing))" "$(wc -c <out)"
}

@test "vessel wait: for several, one that has ended, one that is removed" {
	begin --name ended sh -c 'exit 4' || :
	begin -d -i --name first sh -c 'read -r line; exit 5' >/dev/null
	begin -d -i --rm --name second sh -c 'read -r line; exit 6' >/dev/null
	vessel wait ended first second >codes 3>&- &
	eventually has codes 4
	run -0 cat codes
	assert_output 4
	echo | vessel attach second || :
	run -0 cat codes
	assert_output 4
	echo | vessel attach first || :
	wait $!
	assert_equal "$(xargs <codes)" "4 5 6"
	# Who is not there keeps nobody from the others.
	run -125 --separate-stderr vessel wait ended second first
	assert_output $'4\n5'
	# shellcheck disable=SC2154 # bats sets it
	assert_equal "$stderr" $'vessel: no such container: second\n  \'vessel ps -a\' lists all'
}

@test "vessel run -t: the terminal is as large as the caller's, from the first look on" {
	terminal "stty rows 33 cols 77; '$BIN/vessel' run -it --net none '$ROOTFS' sh -c '
		stty size; trap \"stty size\" WINCH; echo ready; until read -t 0.1 -r line; do :; done'; echo code \$?"
	eventually shown ready
	shown "33 77"
	# (The terminal that script made: that of the launcher.)
	local device
	device=$(readlink "/proc/$(pgrep -P "$(pgrep -P "$typist")" -f "^[^ ]*/vessel run")/fd/0")
	stty rows 44 cols 99 <"$device"
	eventually shown "44 99"
	type_in '\n'
	eventually shown "code 0"
	terminal_end
	# Where nobody is attached, nobody can have changed it since.
	terminal "stty rows 33 cols 77; '$BIN/vessel' run -dt --name first --net none '$ROOTFS' stty size; echo code \$?"
	eventually shown "code 0"
	terminal_end
	run -0 vessel wait first
	run -0 vessel logs first
	assert_output --partial "33 77"
}

@test "vessel run -it: keys go to the command, and the terminal comes back as it was" {
	terminal "stty -echo; stty -a >before; '$BIN/vessel' run -it --net none '$ROOTFS' sh -c '
		stty -echo raw; echo ready; dd bs=1 count=5 2>/dev/null | od -An -tx1; exit 9'; echo code \$?; stty -a >after"
	eventually shown ready
	type_in '\003'; type_in '\032'; type_in '\004'; type_in '\021'; type_in 'x'
	eventually shown "code 9"
	shown "03 1a 04 11 78"
	terminal_end
	run -0 diff before after
}

@test "vessel run -it: leave it with ctrl-p ctrl-q, and come back" {
	terminal "stty -a >before; '$BIN/vessel' run -it --name left --net none '$ROOTFS' sh -c '
		stty -echo; echo ready; while read -r line; do echo \"got \$line\"; done'; echo code \$?; stty -a >after"
	eventually shown ready
	# What begins like it, and is not, is the command's.
	type_in 'a\020b\020\020c\n'
	eventually shown "$(printf 'got a\020b\020\020c')"
	type_in '\020\021'
	eventually shown "read escape sequence"
	eventually shown "code 0"
	terminal_end
	run -0 diff before after
	run -0 vessel ps -q
	assert_output
	terminal "'$BIN/vessel' attach --detach-keys 'ctrl-a,d' left; echo code \$?"
	sleep 0.3
	type_in 'again\001e\n'
	eventually shown "$(printf 'got again\001e')"
	# (The second one may be the first of those.)
	type_in '\001\001d'
	eventually shown "code 0"
	terminal_end
	run -0 vessel logs left
	assert_output --partial "got again"
}

@test "vessel run -it: the terminal is put back when the client is ended, and the container goes on" {
	local signal
	for signal in TERM HUP QUIT SEGV; do
		terminal "stty -a >before; '$BIN/vessel' run -it --name client-$signal --net none '$ROOTFS' sh -c '
			echo ready; exec sleep 2727'; echo code \$?; stty -a >after"
		eventually shown ready
		kill "-$signal" "$(pgrep -f "^[^ ]*/vessel run -it --name client-$signal")"
		eventually shown "code $((128 + $(kill -l $signal)))"
		terminal_end
		run -0 diff before after
	done
	run -0 bash -c "'$BIN/vessel' ps -q | wc -l"
	assert_output 4
}

@test "vessel monitor: killed, it takes the container along, and the next command knows" {
	requires program flock
	# (Who becomes another user has no PR_SET_PDEATHSIG any more.)
	begin -d --name watched su guest -c 'sleep 2727 & exec sleep 2727' >/dev/null
	id=$(vessel ps -q --no-trunc)
	live=$VESSEL_RUN/containers/$id
	guest=$(jq .pid "$live/live.json")
	eventually grep -q '^Uid:.*1000$' "/proc/$guest/status"
	run -1 flock -n "$live/monitor.lock" true
	kill -KILL "$(jq .monitor "$live/live.json")"
	# (No command has had a look yet.)
	eventually gone "$guest"
	run -0 vessel ps -a
	assert_line --partial "Exited (137)"
	run -0 vessel wait watched
	assert_output 137
	assert [ ! -e "$live" ]
	# Who is attached knows as well.
	run -0 vessel start watched
	vessel attach --no-stdin watched >/dev/null 2>err 3>&- &
	# (It is attached when there are two ends of such a socket.)
	eventually bash -c "ls -l /proc/$!/fd | grep -q socket"
	kill -KILL "$(jq .monitor "$live/live.json")"
	code=0; wait $! || code=$?
	assert_equal "$code" 137
	run -0 cat err
	assert_line --index 0 --partial "the monitor of container watched was killed"
}

@test "vessel monitor: it has nothing of who started it, and what it is sent is the container's" {
	begin -d --name alone sh -c 'trap "echo caught; exit 3" TERM; echo ready; while :; do sleep 0.1; done' >/dev/null
	monitor=$(jq .monitor "$VESSEL_RUN"/containers/*/live.json)
	run -0 readlink "/proc/$monitor/cwd" "/proc/$monitor/fd/0" "/proc/$monitor/fd/1" "/proc/$monitor/fd/2"
	assert_output "/
/dev/null
/dev/null
/dev/null"
	# A session of its own, without a terminal. proc_pid_stat(5)
	run -0 awk '{ sub(/.*\) /, ""); print $4 == '"$monitor"', $5 }' "/proc/$monitor/stat"
	assert_output "1 0"
	eventually bash -c "'$BIN/vessel' logs alone | grep ready"
	kill -TERM "$monitor"
	run -0 vessel wait alone
	assert_output 3
	run -0 vessel logs alone
	assert_line caught
}

@test "vessel monitor: it takes less than 500 KiB, alone and among many" {
	local count pid guard size
	# (What nobody else maps counts whole.)
	begin -d sh -c 'echo words; exec sleep 2727' >/dev/null
	for count in 1 20; do
		while [ "$(vessel ps -q | wc -l)" -lt $count ]; do
			begin -d sh -c 'echo words; exec sleep 2727' >/dev/null
		done
		for pid in $(jq .monitor "$VESSEL_RUN"/containers/*/live.json); do
			size=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup")
			assert [ "$size" -gt 0 ]
			assert [ "$size" -lt 500 ]
			# Its guard is a copy of it.
			for guard in $(pgrep -P "$pid" -x guard); do
				size=$((size + $(awk '/^Pss:/ { print $2 }' "/proc/$guard/smaps_rollup")))
			done
			assert [ "$size" -lt 500 ]
		done
	done
}

@test "vessel monitor: who says what it cannot understand is let go, and harms nobody" {
	requires program "${CC:-cc}"
	cat >main.c <<-'END'
		#include <stdio.h>
		#include <string.h>
		#include <sys/socket.h>
		#include <sys/un.h>
		#include <unistd.h>
		/* Of any type and length, after a hello and without: more than it can have clients. */
		int main(void)
		{
			struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "attach" };
			static const int lengths[] = { 0, 1, 2, 3, 11, 12, 13, 5000, 32780, 40000 };
			static char text[40000], answer[12];
			memset(text, -1, sizeof(text));
			for (int round = 0; round < 2 * 10 * 16; round++) {
				int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0), length = lengths[round / 16 % 10];
				if (connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
					return 1;
				/* (Who goes before it is welcome is not heard.) */
				if (round >= 10 * 16) {
					send(fd, "\1\0\0\0\0\0\0\0\3\0\0\0", 12, MSG_NOSIGNAL);
					recv(fd, answer, sizeof(answer), 0);
				}
				text[0] = round % 16, text[1] = 0;
				send(fd, text, length, MSG_NOSIGNAL);
				send(fd, text, length, MSG_NOSIGNAL);
				close(fd);
			}
			return 0;
		}
	END
	"${CC:-cc}" -o main main.c
	begin -d -i --name robust sh -c 'trap "" HUP INT QUIT; while read -r line; do echo "got $line"; done' >/dev/null
	monitor=$(jq .monitor "$VESSEL_RUN"/containers/*/live.json)
	run -0 bash -c "cd '$VESSEL_RUN'/containers/*/ && '$PWD/main'"
	# (The one socket that is left is where it listens.)
	eventually eval '[ "$(ls -l "/proc/$monitor/fd" | grep -c socket)" = 1 ]'
	vessel attach robust <<<$'\nwords' >/dev/null 3>&- &
	eventually bash -c "'$BIN/vessel' logs robust | grep -a 'got words'"
}

@test "vessel monitor: an init that closes its terminal can open it again" {
	begin -d -t --name again sh -c 'echo before; exec <&- >&- 2>&-; sleep 1; exec >/dev/pts/0; echo after' >/dev/null
	run -0 vessel wait again
	run -0 vessel logs again
	assert_line --partial before
	assert_line --partial after
}

@test "vessel run -it: who was stopped goes on at a raw terminal, of the size that it has now" {
	terminal "stty rows 20 cols 60; '$BIN/vessel' run -it --name stopped --net none '$ROOTFS' sh -c '
		stty -echo; echo ready; while read -r line; do echo \"got \$line\"; stty size; done'; echo code \$?"
	eventually shown ready
	local client device signal columns=90
	client=$(pgrep -f "^[^ ]*/vessel run -it --name stopped")
	device=$(readlink "/proc/$client/fd/0")
	# By itself, which puts the terminal back, and by others.
	for signal in TSTP STOP; do
		kill "-$signal" "$client"
		eventually grep -q 'State:.T' "/proc/$client/status"
		stty sane rows 30 cols "$columns" <"$device"
		kill -CONT "$client"
		eventually bash -c "stty -a <'$device' | grep -q -- -icanon"
		type_in "$signal\\n"
		eventually shown "got $signal"
		eventually shown "30 $columns"
		columns=91
	done
	type_in '\004'
	eventually shown "code 0"
	terminal_end
}

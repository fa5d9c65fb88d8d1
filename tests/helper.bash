# helper.bash - what every test here may rely on: load helper
# shellcheck shell=bash

ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
BIN=$BUILD/bin
ROOTFS=$BUILD/rootfs
export ROOT BUILD BIN ROOTFS
unset NO_COLOR

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

# A test that hangs has failed; it need not take the others with it. (Bats' own
# limit leaves a process behind that all then wait for.)
TEST_TIMEOUT=${TEST_TIMEOUT:-300} # seconds
kill_below() {
	local child
	for child in $(pgrep -P "$1"); do
		[ "$child" = "$watcher" ] || { kill_below "$child"; kill -KILL "$child"; }
	done
}
watch_over() {
	local watcher=$BASHPID
	timeout "$TEST_TIMEOUT" tail --pid="$1" -f /dev/null || {
		kill -TERM "$1"
		kill_below "$1"
	}
}
case $0 in
*/bats-exec-test)
	watch_over $$ </dev/null >/dev/null 2>&1 3>&- 4>&- &
	disown ;;
esac

# requires root | program NAME... | kernel FILE - or skip, and say why.
requires() {
	case $1 in
	root) [ "$(id -u)" = 0 ] || skip "that needs root: sudo make test" ;;
	program)
		shift
		local name
		for name in "$@"; do
			command -v "$name" >/dev/null || skip "that needs $name"
		done ;;
	kernel) [ -e "$2" ] || skip "this kernel has no $2" ;;
	*) fail "requires: what is '$1'?" ;;
	esac
}

# user COMMAND... - run it as somebody who is not root.
user() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# within_reach PATH... - copies of these parts of the checkout, in $REACH: who
# is not root may not come to where the checkout is.
within_reach() {
	REACH=$BATS_TEST_TMPDIR/reach
	mkdir -p "$REACH"
	(cd "$ROOT" && cp -r --parents "$@" "$REACH")
	chmod -R a+rX "$REACH"
	chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR"
}

# pty KEYS COMMAND... - run it on a new terminal, and type KEYS after a moment;
# where they hold a |, another moment passes. (A CI runner may ignore SIGINT.)
# With as=user, terminal and command are that user's.
pty() {
	requires program script
	local keys=$1
	shift
	{
		sleep 0.5
		while [[ $keys == *'|'* ]]; do
			printf %b "${keys%%|*}"
			keys=${keys#*|}
			sleep 0.5
		done
		printf %b "$keys"
		sleep 0.5
	} | TERM=xterm ${as:-} env --default-signal script -qec "$*" /dev/null
}

# own_rootfs - a copy of the root file system that the test may spoil: $ROOTFS
own_rootfs() {
	cp -a "$ROOTFS" "$BATS_TEST_TMPDIR/rootfs"
	ROOTFS=$BATS_TEST_TMPDIR/rootfs
	# (What a reader wrote to /dev/null in a guest without one is a file.)
	rm -f "$ROOTFS/dev/null"
}

# mounted_groups - of the lines of a /proc/PID/cgroup, those of hierarchies that are
# mounted here: one that somebody mounts for himself has a line everywhere.
mounted_groups() {
	awk -F : 'NR == FNR { split($0, field, " ")
			if (field[3] ~ /^cgroup/) all = all " " field[3] "," field[4] ","; next }
		$2 == "" ? all ~ / cgroup2,/ : index(all, "," $2 ",")' /proc/self/mounts -
}

# groups_make - groups that this test is alone in, one in each hierarchy: what is
# made in there is told from what others make. $places; groups_end removes them.
groups_make() {
	local line controllers own top place kind lines
	places=() came_from=()
	mapfile -t lines < <(mounted_groups </proc/self/cgroup)
	for line in "${lines[@]}"; do
		IFS=: read -r _ controllers own <<<"$line"
		own=${own%/}
		top=/sys/fs/cgroup/${controllers#name=}
		[ "$controllers" ] || [ ! -d /sys/fs/cgroup/unified ] || top+=unified
		[ "$top" != /sys/fs/cgroup/ ] || own='' # "no inner processes"
		place=$top$own/anatomy-$$
		mkdir "$place" 2>/dev/null || continue
		places+=("$place")
		for kind in cpus mems; do
			[ ! -e "$place/cpuset.$kind" ] || [ "$top" = /sys/fs/cgroup/ ] ||
				cat "$top$own/cpuset.effective_$kind" >"$place/cpuset.$kind"
		done
		if [ "$top" = /sys/fs/cgroup/ ]; then
			came_from+=("$top$(sed -n s/^0:://p /proc/self/cgroup)")
			# shellcheck disable=SC2013 # they are words
			for kind in $(cat "$top/cgroup.controllers"); do
				echo "+$kind" >"$top/cgroup.subtree_control" &&
					echo "+$kind" >"$place/cgroup.subtree_control"
			done 2>/dev/null
			mkdir "$place/shell"
			place+=/shell
		else
			came_from+=("$top$own")
		fi
		echo $$ >"$place/cgroup.procs"
	done
	[ "${#places[@]}" -gt 0 ] || skip "there are no groups here to make others in"
}
groups_end() {
	local i
	for i in "${!places[@]}"; do
		echo $$ >"${came_from[i]}/cgroup.procs"
		eventually find "${places[i]}" -depth -type d -exec rmdir {} +
	done
	places=()
}

# eventually COMMAND... - wait until it succeeds, for ten seconds at most.
eventually() {
	local _
	for _ in {1..200}; do
		"$@" >/dev/null 2>&1 && return
		sleep 0.05
	done
	fail "not within ten seconds: $*"
}

# nest DIRECTORY - a root in which vessel can be run, with another in /inner. (Its
# data cannot be in the guest's overlay, which takes no further one: in /run. But
# tmpfs has attributes of users since Linux 6.6: before, $INNER makes copies.)
# shellcheck disable=SC2034 # what it sets is the tests'
nest() {
	mkdir "$1.memory"
	INNER=()
	# shellcheck disable=SC2016 # the inner shell's
	unshare --mount sh -c 'mount -t tmpfs none "$1" && touch "$1/x" &&
		exec python3 -c "import os, sys; os.setxattr(sys.argv[1], \"user.x\", b\"\")" "$1/x"' sh "$1.memory" 2>/dev/null ||
		INNER=(--storage copy)
	cp -a "$ROOTFS" "$1"
	ldd "$BIN/vessel" | grep -o '/[^ ]*' | xargs cp -L --parents -t "$1"
	cp "$BIN"/vessel* "$1/bin"
	cp -a "$ROOTFS" "$1/inner"
	NEST=(--nesting --tmpfs /run -e VESSEL_DATA=/run/data -e VESSEL_RUN=/run/run)
}

# registry_start - a real one, on 127.0.0.1:$PORT, which keeps all in the test's
# directory. Its log is what it was asked.
registry_start() {
	requires program docker-registry skopeo
	local _
	for _ in 1 2 3 4 5; do
		PORT=$((20000 + RANDOM % 12000))
		cat >registry.yml <<-END
		version: 0.1
		log: {level: info, accesslog: {disabled: false}}
		storage: {filesystem: {rootdirectory: $PWD/registry}}
		http: {addr: 127.0.0.1:$PORT}
		END
		docker-registry serve registry.yml >registry.log 2>&1 3>&- &
		REGISTRY=$!
		for _ in {1..200}; do
			! grep -q 'listening on' registry.log || return 0
			kill -0 $REGISTRY 2>/dev/null || break
			sleep 0.05
		done
	done
	fail "no registry: $(tail -n 3 registry.log)"
}

# ------------------------- for scripts that are a host: declare -f NAME... >>host
# (COMMAND may be a function that ends in exec: it runs in a shell of its own.)

soon() { # COMMAND...: wait until it succeeds
	for _ in $(seq 400); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.02
	done
	echo "not soon: $*"
	exit 1
}

# moments COMMAND... - twenty random ones, in seconds, of half as long again as
# COMMAND takes, which starts and ends a guest: in $moments
moments() {
	local start=${EPOCHREALTIME/[.,]/} took
	("$@") >/dev/null 2>&1
	took=$((${EPOCHREALTIME/[.,]/} - start))
	# shellcheck disable=SC2034 # the test's
	mapfile -t moments < <(for _ in {1..20}; do
		echo "$((RANDOM * 3 * took / 2 / 32768))"
	done | awk '{ printf "%.6f\n", $1 / 1000000 }')
}

# What a launch could leave behind: $places are the groups to look in, $homes
# the homes of users.
# shellcheck disable=SC2086,SC2128,SC2154 # in there they are lists of words
remains() {
	ip -o link | cut -d : -f 2
	nft list ruleset
	ls /run
	find /var/lib/vessel ${homes:+$(printf '%s/.local/share/vessel ' $homes)} -mindepth 2 2>/dev/null
	find $places -mindepth 1 -type d -name 'vessel-*'
	pgrep -a -r R,S,D . | cut -d ' ' -f 2- | grep -E '^(sleep 2727|[^ ]*/0[0-9]-|pasta|passt|slirp)'
	true
}

# killed COMMAND... - a launch, killed at twenty moments between its first and
# half as long again as it takes. Tells what the next start has left of that.
killed() {
	local moment moments
	("$@" true)
	remains >before
	moments "$@" true
	for moment in "${moments[@]}"; do
		"$@" sleep 2727 &
		sleep "$moment"
		kill -9 $!
		wait $!
	done
	soon eval '! remains | grep -e vessel0- -e sleep -e /0 -e ^pas -e ^slirp'
	("$@" true)
	remains >after
	diff before after
}

# loops COUNT COMMAND... - so many starts, from four loops at once. Tells what
# they have left, and their exit codes.
# shellcheck disable=SC2086 # a list of words
loops() {
	local each=$(($1 / 4)) loops=''
	shift
	("$@" true)
	remains >before
	for _ in 1 2 3 4; do
		(for _ in $(seq $each); do
			("$@" sh -c 'exit 7')
			echo $?
		done) &
		loops+=" $!"
	done >codes
	wait $loops
	remains >after
	diff before after
	sort codes | uniq -c | xargs
}

# gone PID - has that process ended? (A zombie has, if nobody reaps it.)
gone() {
	local state
	state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null || :)
	[ -z "$state" ] || [ "$state" = Z ]
}

# Whatever a test leaves in the background ends with it. (Files with a
# teardown of their own call this there.)
jobs_end() {
	local job
	for job in $(jobs -p); do
		kill -9 "$job" 2>/dev/null || :
		wait "$job" 2>/dev/null || :
	done
}
teardown() {
	jobs_end
	groups_end
}

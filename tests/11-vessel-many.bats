#!/usr/bin/env bats
# 11-vessel-many.bats - containers by the hundred: MANY=1000 for as many.

load helper

MANY=${MANY:-50}
export TEST_TIMEOUT=$((300 + MANY * 2))

setup() {
	requires root
	requires program jq
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	cd "$BATS_TEST_TMPDIR" || return
	# The bridge is a host's: one with so many addresses is not for other tests.
	touch host
	unshare --net="$PWD/host" ip link set lo up
}

teardown() {
	vessel ps -aq | xargs -r timeout 300 nsenter --net=host "$BIN/vessel" rm -f >/dev/null 2>&1 || :
	jobs_end
	groups_end
	umount host 2>/dev/null || :
}

vessel() {
	timeout $((60 + MANY)) nsenter --net="$BATS_TEST_TMPDIR/host" "$BIN/vessel" "$@"
}

# start FIRST LAST OPTION... - many of them, detached, the others' number in the
# name; from two loops at once.
start() {
	local first=$1 last=$2 i
	shift 2
	for ((i = first; i <= last; i++)); do
		vessel run -d --name "many-$i" "$@" "$ROOTFS" sleep "2727$$" 3>&- || return
	done >/dev/null
}

# took COMMAND... - how many microseconds the fastest of seven takes, in $us
took() {
	local start best='' now _
	for _ in {1..7}; do
		start=${EPOCHREALTIME/[.,]/}
		"$@" >/dev/null || return
		now=$((${EPOCHREALTIME/[.,]/} - start))
		[ "$best" ] && [ "$best" -le "$now" ] || best=$now
	done
	us=$best
}

# What a look at so many files in so many directories takes.
look_at_files() {
	cat "$VESSEL_DATA"/containers/*/config.json "$VESSEL_DATA"/containers/*/state.json \
		"$VESSEL_RUN"/containers/*/live.json
}

# What there is of containers, wherever it may be.
left() {
	find "$VESSEL_RUN" "$VESSEL_DATA" -mindepth 2 2>/dev/null || :
	# shellcheck disable=SC2154 # groups_make() has filled it
	find "${places[@]}" -mindepth 1 -type d -name 'vessel-*'
	nsenter --net=host ip -o link | cut -d : -f 2 | sort
	wc -l </proc/self/mountinfo
	pgrep -r R,S,D -f "^sleep 2727$$" || :
	pgrep -a vessel-monitor | grep -F -f ids || :
}

@test "vessel: $MANY containers run at once, ps shows them all, and nothing of them stays" {
	local first log pss bridged=$((MANY / 10)) files start
	groups_make
	echo none >ids
	left >before
	start 1 $((MANY / 2)) --net none &
	first=$!
	start $((MANY / 2 + 1)) $((MANY - bridged)) --net none
	start $((MANY - bridged + 1)) "$MANY" --subnet 10.119.96.0/20
	wait "$first"
	run -0 vessel ps -q
	assert_equal "${#lines[@]}" "$MANY"
	run -0 vessel ps
	assert_equal "$(grep -c ' many-[0-9]*$' <<<"$output")" "$MANY"
	assert_equal "$(grep -c ' Up ' <<<"$output")" "$MANY"

	# A list takes a few times of what it takes to read what it is made of:
	# it does not look at all processes, or at all containers for each.
	took look_at_files
	files=$us
	took vessel help
	start=$us
	took vessel ps
	echo "# ps of $MANY: $us us; cat of their files: $files us" >&3
	assert [ "$us" -lt $((files * 4 + start * 4)) ]

	for log in 1 $((MANY / 2)) "$MANY"; do
		run -0 vessel inspect "many-$log"
		pss=$(awk '/^Pss:/ { print $2 }' "/proc/$(jq .[0].live.monitor <<<"$output")/smaps_rollup")
		assert [ "$pss" -lt 500 ]
	done

	vessel ps -aq --no-trunc >ids
	# shellcheck disable=SC2046 # names
	run -0 vessel rm -f $(vessel ps -aq)
	assert_equal "${#lines[@]}" "$MANY"
	run -0 vessel ps -aq
	refute_output
	run eventually same_left
	[ "$status" = 0 ] || fail "$(cat difference)"
}

same_left() {
	left >after
	diff before after >difference
}

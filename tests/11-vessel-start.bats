#!/usr/bin/env bats
# 11-vessel-start.bats - a container is started: what fails leaves nothing, and
# what has become of its words does not keep it from ending.

load helper

setup() {
	requires root
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	local id
	for id in $("$BIN/vessel" ps -aq); do
		"$BIN/vessel" rm -f "$id" >/dev/null
	done
}

# groups_of ID - the groups that the record of a running container names.
groups_of() {
	jq -r .groups "$VESSEL_RUN/containers/$1/live.json" | sed 's/^[^/]*//'
}

@test "vessel run: a container ends, and goes with --rm, though its device has gone meanwhile" {
	requires program jq
	# (Where a guest comes to, that is root of a namespace alone.)
	local device id groups
	device=$(mktemp -u /tmp/null.XXXXXX)
	mknod "$device" c 1 3
	run "$BIN/vessel" run -d --rm --name gone --device "$device:/dev/gone" "$ROOTFS" sleep 300
	rm "$device"
	assert_success
	id=$output groups=$(groups_of "$id")
	[ "$groups" ] || fail "no groups are recorded"
	run -0 "$BIN/vessel" stop -t 0 gone
	eventually test ! -e "$VESSEL_DATA/containers/$id"
	for group in $groups; do
		[ ! -e "$group" ] || fail "the group $group is still there"
	done
	run -0 "$BIN/vessel" ps -aq
	refute_output
}

@test "vessel run: what cannot be started leaves no container, no layer and no --cidfile" {
	run -127 "$BIN/vessel" run --cidfile "$BATS_TEST_TMPDIR/cid" "$ROOTFS" /nosuch
	assert_line --index 0 --partial /nosuch
	[ ! -e "$BATS_TEST_TMPDIR/cid" ]
	run -0 "$BIN/vessel" ps -aq
	refute_output
	[ ! -e "$VESSEL_DATA/layers" ]
	echo mine >"$BATS_TEST_TMPDIR/cid"
	run -125 "$BIN/vessel" run --cidfile "$BATS_TEST_TMPDIR/cid" "$ROOTFS" true
	assert_output --partial "cannot write the id to"
	run -0 cat "$BATS_TEST_TMPDIR/cid"
	assert_output mine
	run -0 "$BIN/vessel" ps -aq
	refute_output
}

@test "vessel start: one container at a time is attached to, and else none is started" {
	local name
	for name in one two; do
		run -0 "$BIN/vessel" create --name "$name" "$ROOTFS" echo "$name"
	done
	for option in -a -i -ai; do
		run -125 "$BIN/vessel" start "$option" one two
		assert_line --index 0 "vessel: you cannot start and attach multiple containers at once"
	done
	run -0 "$BIN/vessel" ps -a
	refute_output --partial Exited
	run -0 "$BIN/vessel" start -a two
	assert_output two
}

@test "vessel run: --cidfile has the whole id of the container" {
	run -0 "$BIN/vessel" run -d --cidfile "$BATS_TEST_TMPDIR/cid" "$ROOTFS" true
	run -0 grep -cx "$output" "$BATS_TEST_TMPDIR/cid"
	assert_output 1
}

@test "vessel run: a signal during a launch that takes its time ends it, and leaves nothing" {
	mkdir "$BATS_TEST_TMPDIR/large"
	cp -a "$ROOTFS/." "$BATS_TEST_TMPDIR/large"
	head -c 400M /dev/zero | tr '\0' x >"$BATS_TEST_TMPDIR/large/file"
	"$BIN/vessel" run --storage copy "$BATS_TEST_TMPDIR/large" sleep 300 &
	local pid=$!
	eventually bash -c "[ -n \"\$(ls -A '$VESSEL_DATA/layers' 2>/dev/null)\" ]"
	kill -TERM $pid
	local code=0
	wait $pid || code=$?
	assert_equal "$code" 143
	run -0 "$BIN/vessel" ps -aq
	refute_output
	[ ! -e "$VESSEL_DATA/layers" ]
}

@test "vessel start: what ended starts again, in what it has written" {
	run -0 "$BIN/vessel" run --name again "$ROOTFS" sh -c 'cat /mine; echo once >>/mine'
	run -0 "$BIN/vessel" start -a again
	assert_output once
	run -0 "$BIN/vessel" start -a again
	assert_output $'once\nonce'
}

@test "vessel create: it runs when it is started, with the values of its creation" {
	export COLOUR=red
	run -0 "$BIN/vessel" create --name later -e COLOUR "$ROOTFS" sh -c 'echo $COLOUR'
	run -0 "$BIN/vessel" ps -a
	assert_line --index 1 --partial Created
	COLOUR=blue run -0 "$BIN/vessel" start -a later
	assert_output red
}

@test "vessel start: what runs goes on, and what is not there is named" {
	run -0 "$BIN/vessel" run -d --name runs "$ROOTFS" sleep 300
	run -0 "$BIN/vessel" start runs
	assert_output runs
	run -125 "$BIN/vessel" start nosuch
	assert_line --index 0 "vessel: no such container: nosuch"
}

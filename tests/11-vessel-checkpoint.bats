#!/usr/bin/env bats
# 11-vessel-checkpoint.bats - a container is kept on the disk, and goes on from there.

load helper

setup() {
	requires root
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	NAME=kept-$BATS_TEST_NUMBER-$$
	cd "$BATS_TEST_TMPDIR" || return
	cp -a "$ROOTFS" rootfs
}

teardown() {
	timeout 60 "$BIN/vessel" ps -aq | xargs -r timeout 60 "$BIN/vessel" rm -f >/dev/null 2>&1 || :
	jobs_end
}

vessel() {
	timeout 120 "$BIN/vessel" "$@" 3>&-
}

# criu works not everywhere: then it says why.
requires_criu() {
	requires program criu
	run criu check
	[ "$status" = 0 ] || skip "criu does not work here: $(grep -m 1 -o 'Error.*' <<<"$output")"
}

# counts OPTION... - a container that counts, in its memory alone.
counts() {
	vessel run -d --name "$NAME" "$@" ./rootfs sh -c 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done'
	eventually came_to 5
}
last() {
	vessel logs "$NAME" | tail -n 1
}
came_to() {
	[ "$(last)" -ge "$1" ]
}

# criu_that_fails [WORD] - in place of the real one; says WORD.
criu_that_fails() {
	mkdir -p bin
	cat >bin/criu <<-END
		#!/bin/sh
		while [ "\$1" != --log-file ]; do shift; done
		echo "(00.01) Error (criu/some.c:7): ${1:-there is no way}" >"\$2"
		echo "(00.02) Error (criu/cr-dump.c:9): Dumping FAILED." >>"\$2"
		exit 1
	END
	chmod 755 bin/criu
	PATH=$PWD/bin:$PATH
}

@test "checkpoint: a container stops, and counts on from there when it is restored" {
	requires_criu
	counts --net none
	run -0 vessel checkpoint "$NAME" one
	assert_output one
	run -0 vessel ps -a
	assert_output --partial 'Exited (137)'
	kept=$(last)
	run -0 vessel restore "$NAME" one
	assert_output "$NAME"
	eventually came_to $((kept + 5))
	run -0 vessel logs "$NAME"
	assert_equal "$(grep -cx 1 <<<"$output")" 1 # it never began anew
	run -0 vessel exec "$NAME" cat /proc/1/comm
	assert_output sh
	# A monitor looks after it as after any other one.
	run -0 vessel stop -t 0 "$NAME"
	run -0 vessel wait "$NAME"
	assert_output 137
}

@test "checkpoint: with --leave-running it goes on, and can come back to where it was" {
	requires_criu
	counts --net none
	run -0 vessel checkpoint --leave-running "$NAME" one
	kept=$(last)
	eventually came_to $((kept + 20))
	vessel stop -t 0 "$NAME"
	ended=$(last)
	run -0 vessel restore "$NAME" one
	eventually eval '[ "$(last)" != "$ended" ]'
	assert [ "$(vessel logs "$NAME" | tail -n +"$ended" | head -n 2 | tail -n 1)" -lt "$ended" ]
}

@test "checkpoint: rights, groups, volumes, limits and a network are those of a new one" {
	requires_criu
	mkdir -m 700 closed
	mkdir closed/data
	echo from-the-host >closed/data/file
	counts -m 64m --read-only --tmpfs /tmp -v "$PWD/closed/data:/data" --hostname kept
	look='grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/1/status; cat /proc/1/uid_map /data/file; hostname
		grep -c . /proc/1/mountinfo; head -c 1 /proc/interrupts | wc -c; touch /x 2>&1
		cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null
		cat /proc/1/cgroup; ls -l /dev /etc/hosts | sed "s/[A-Z][a-z][a-z] .*:.. //"; mount -t proc none /mnt 2>&1; true'
	vessel exec "$NAME" sh -c "$look" >before
	run -0 vessel checkpoint "$NAME" one
	vessel run -d --name "$NAME-there" ./rootfs sleep 2727 # at its address
	run -0 vessel restore "$NAME" one
	vessel exec "$NAME" sh -c "$look" >after
	run -0 diff before after
	address=$(vessel exec "$NAME" hostname -i)
	run -0 vessel exec "$NAME" grep kept /etc/hosts
	assert_output --partial "$address"
	# (More than once: a slow client may have gone when the answer comes.)
	vessel exec "$NAME" sh -c 'while echo hello | nc -l -p 7007; do :; done' 3>&- &
	eventually eval "[ \"\$(timeout 5 head -n 1 </dev/tcp/$address/7007)\" = hello ]"
}

@test "checkpoint: what comes back has no keys of who restores it, and its programs get no more rights than before" {
	mkdir bin
	printf '#!/bin/sh\n:\n' >bin/criu
	chmod 755 bin/criu
	PATH=$PWD/bin:$PATH
	counts --net none --security-opt no-new-privileges
	vessel checkpoint --leave-running "$NAME" one
	vessel stop -t 0 "$NAME"
	# (Both pass from parent to child, and the guest is criu's.)
	printf '#!/bin/sh\n{ "%s" canary; grep NoNewPrivs /proc/self/status; } >"%s" 2>&1\n' "$ROOTFS/attacks/key-read" "$PWD/born" >bin/criu
	run -125 timeout 120 "$ROOTFS/attacks/key-read" --keep canary sings "$BIN/vessel" restore "$NAME" one 3>&-
	run -0 cat born
	assert_line --index 0 --partial "keyctl: "
	assert_line --index 1 $'NoNewPrivs:\t1'
}

@test "checkpoint: what criu does not like is said in a line, and the container goes on" {
	criu_that_fails "mnt: a mount is none"
	counts --net none
	run -125 vessel checkpoint "$NAME" one
	assert_output "vessel: criu cannot keep what the container does: mnt: a mount is none
  all that it said is in $VESSEL_DATA/containers/$(vessel ps -q --no-trunc)/criu-dump.log"
	eventually came_to $(($(last) + 3))
	run -125 vessel restore "$NAME" one
	assert_output "vessel: container $NAME is running
  end it first: vessel stop"
	vessel stop -t 0 "$NAME"
	run -125 vessel restore "$NAME" one
	assert_output "vessel: there is no checkpoint 'one' of container $NAME
  'vessel checkpoint' makes one"
	run -0 find "$VESSEL_DATA" -path '*/checkpoints/*'
	refute_output
}

@test "checkpoint: a restore that fails leaves nothing, and the container can be started" {
	mkdir bin
	printf '#!/bin/sh\n:\n' >bin/criu
	chmod 755 bin/criu
	counts --net none
	(PATH=$PWD/bin:$PATH && vessel checkpoint --leave-running "$NAME" one)
	vessel stop -t 0 "$NAME"
	criu_that_fails
	run -125 vessel restore "$NAME" one
	assert_output --regexp "^vessel: criu cannot let the container go on: there is no way
  all that it said is in /.*/criu-restore.log$"
	run -0 find "$VESSEL_RUN/containers" -mindepth 1
	refute_output
	run -0 vessel start "$NAME"
}

@test "checkpoint: what cannot be kept is refused before anything happens to it" {
	PATH=$PWD/bin:$PATH
	counts --net none
	run -125 env PATH=/nowhere "$BIN/vessel" checkpoint "$NAME" one
	assert_output "vessel: cannot run 'criu': No such file or directory
  it is a program of its own: install criu(8)"
	for bad in ../one .one a/b "" "$(printf %0200d 1)"; do
		run -125 vessel checkpoint "$NAME" "$bad"
		assert_output --partial "the name of a checkpoint has letters"
	done
	eventually came_to $(($(last) + 3))
	vessel stop -t 0 "$NAME"
	run -125 vessel checkpoint "$NAME" one
	assert_line --index 0 --partial "is not running"
	vessel run -d --rm --name "$NAME-rm" --net none ./rootfs sleep 2727
	run -125 vessel checkpoint "$NAME-rm" one
	assert_output --partial "--leave-running"
	vessel run -dt --name "$NAME-tty" --net none ./rootfs sleep 2727
	run -125 vessel checkpoint "$NAME-tty" one
	assert_line --index 1 "  run it without -t"
	vessel run -d --name "$NAME-shares" --net "container:$NAME-tty" ./rootfs sleep 2727
	run -125 vessel checkpoint "$NAME-shares" one
	assert_line --index 0 --partial "is in another one's network"
	run vessel run -d --name "$NAME-landlock" --net none --security-opt landlock-ro=/ ./rootfs sleep 2727
	[ "$status" = 0 ] || skip "no Landlock here: $output"
	run -125 vessel checkpoint --leave-running "$NAME-landlock" one
	assert_line --index 0 "vessel: container $NAME-landlock is kept from files by Landlock, which no checkpoint keeps"
}

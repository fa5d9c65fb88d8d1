#!/usr/bin/env bats
# 11-vessel-guest.bats - what the command finds inside, and what is refused.

load helper

setup() {
	requires root
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	vessel=$BIN/vessel
}

teardown() {
	jobs_end
	local id
	for id in $("$vessel" ps -aq --no-trunc 2>/dev/null); do
		"$vessel" rm -f "$id" >/dev/null 2>&1 || :
	done
}

# says [OPTION...] SCRIPT - what a shell with these options prints
says() {
	local script=${*: -1}
	"$vessel" run --rm "${@:1:$#-1}" "$ROOTFS" sh -c "$script"
}

# refuses WORDS PART [OPTION...] - an error of one line, and its cure
refuses() {
	run -125 "$vessel" run --rm "${@:2}" "$ROOTFS" true
	assert_line --index 0 --regexp '^vessel: '
	assert_line --index 0 --partial "$1"
	[ "${#lines[@]}" -le 2 ] || fail "$output"
}

# layout CONFIG - a directory of an image, whose config is this JSON: an OCI
# layout with one layer.
layout() {
	requires program python3
	python3 - "$ROOTFS" "$BATS_TEST_TMPDIR/layout" "$1" <<-'END'
		import hashlib, io, json, os, sys, tarfile
		root, layout, config = sys.argv[1:]
		blobs = layout + "/blobs/sha256"
		os.makedirs(blobs, exist_ok=True)
		def blob(data):
		    name = hashlib.sha256(data).hexdigest()
		    open(f"{blobs}/{name}", "wb").write(data)
		    return "sha256:" + name, len(data)
		text = io.BytesIO()
		with tarfile.open(fileobj=text, mode="w") as tar:
		    tar.add(root, ".", filter=lambda member: None if member.isdev() else member)
		layer, size = blob(text.getvalue())
		image, length = blob(json.dumps({"architecture": "amd64", "os": "linux",
		    "config": json.loads(config),
		    "rootfs": {"type": "layers", "diff_ids": [layer]}}).encode())
		kind = "application/vnd.oci.image."
		manifest, long = blob(json.dumps({"schemaVersion": 2, "mediaType": kind + "manifest.v1+json",
		    "config": {"mediaType": kind + "config.v1+json", "digest": image, "size": length},
		    "layers": [{"mediaType": kind + "layer.v1.tar", "digest": layer, "size": size}]}).encode())
		json.dump({"imageLayoutVersion": "1.0.0"}, open(layout + "/oci-layout", "w"))
		json.dump({"schemaVersion": 2, "manifests": [{"mediaType": kind + "manifest.v1+json",
		    "digest": manifest, "size": long, "annotations": {"org.opencontainers.image.ref.name": "latest"}}]},
		    open(layout + "/index.json", "w"))
	END
}

@test "guest: the environment is docker's: PATH, HOSTNAME, HOME, what was asked for, and nothing of ours" {
	SECRET=token GIVEN='of the caller' run -0 says -h box -e A=1 -e 'B=x = y' -e GIVEN -e NOSUCH \
		'env | grep -v -e ^PWD -e ^SHLVL | sort'
	assert_output "A=1
B=x = y
GIVEN=of the caller
HOME=/root
HOSTNAME=box
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	run -0 says -u nobody 'echo $HOME'
	assert_output /
	run -0 says -u nobody -e HOME=/mnt -e HOME=/srv 'echo $HOME'
	assert_output /srv
}

@test "guest: --env-file has a variable a line, which -e wins over" {
	printf '\xef\xbb\xbf# a comment\nA=1 # none\r\n\n  B="2"\nC\nD=4\n' >"$BATS_TEST_TMPDIR/file"
	C=three run -0 says --env-file "$BATS_TEST_TMPDIR/file" -e D=5 'echo "$A|$B|$C|$D"'
	assert_output '1 # none|"2"|three|5'
	refuses "cannot read the variables in '/nosuch'" --env-file /nosuch
	echo 'a b=1' >"$BATS_TEST_TMPDIR/file"
	refuses "a blank in the name 'a b'" --env-file "$BATS_TEST_TMPDIR/file"
	echo '=1' >"$BATS_TEST_TMPDIR/file"
	refuses "without a name" --env-file "$BATS_TEST_TMPDIR/file"
	refuses "the name is missing" -e =1
}

@test "guest: the command is looked up in the PATH that it gets" {
	own_rootfs
	mkdir "$ROOTFS/mine"
	printf '#!/bin/sh\necho found\n' >"$ROOTFS/mine/tool"
	chmod +x "$ROOTFS/mine/tool"
	run -127 "$vessel" run --rm "$ROOTFS" tool
	run -0 "$vessel" run --rm -e PATH=/nosuch:/mine:/bin "$ROOTFS" tool
	assert_output found
	run -127 "$vessel" run --rm -e PATH=/nosuch "$ROOTFS" tool
	assert_line --partial "it is in no directory of PATH=/nosuch"
}

@test "guest: a later start has the variables of the creation, whoever starts it" {
	echo FILE=old >"$BATS_TEST_TMPDIR/file"
	HERE=created "$vessel" create --name later -e HERE --env-file "$BATS_TEST_TMPDIR/file" "$ROOTFS" \
		sh -c 'echo $HERE $FILE' >/dev/null
	rm "$BATS_TEST_TMPDIR/file"
	HERE=started run -0 "$vessel" start -a later
	assert_output "created old"
}

@test "guest: the working directory is made where it is missing, and a link in it does not lead out" {
	own_rootfs
	run -0 says -w /srv/a/b 'pwd; stat -c "%a %u" .'
	assert_output "/srv/a/b
755 0"
	run -0 says --read-only -w /srv/a/b pwd
	assert_output /srv/a/b
	run -0 says --tmpfs /srv -w /srv/deep pwd
	assert_output /srv/deep
	ln -s ../../../../../../etc "$ROOTFS/out"
	run -0 says -w /out 'pwd; cat hostname 2>/dev/null; test -e passwd && grep -c . passwd'
	assert_line --index 0 /etc
	assert_line --index -1 "$(grep -c . "$ROOTFS/etc/passwd")"
	# (Root enters where the user could not, as docker has it.)
	chmod 700 "$ROOTFS/root"
	run -0 says -u nobody -w /root pwd
	assert_output /root
	refuses "Not a directory" -w /etc/passwd
	refuses "starts with /" -w srv
	local path
	for path in /proc/self/cwd /proc/1/root/srv /proc/self/fd/0; do
		refuses "Too many levels of symbolic links" -w "$path"
	done
}

@test "guest: --ulimit sets limits for the command, and raises none that are not ours to raise" {
	run -0 says --ulimit nofile=100:200 --ulimit core=0 --ulimit nproc=4000:5000 'ulimit -n; ulimit -Hn; ulimit -c; ulimit -u; ulimit -Hu'
	assert_output "100
200
0
4000
5000"
	# (PID 1 beside a command is no part of that.)
	run -0 says --init --ulimit nofile=3:5 'ulimit -Hn'
	assert_output 5
	local most
	most=$(ulimit -Hn)
	run -0 says 'ulimit -Hn'
	assert_output "$most"
	refuses "did you mean 'nofile'" --ulimit nofiles=1
	refuses "the soft limit is above the hard one" --ulimit nofile=9:8
	refuses "is not NAME=SOFT[:HARD]" --ulimit nofile=many
	refuses "is not NAME=SOFT[:HARD]" --ulimit nofile
	run -125 setpriv --bounding-set -sys_resource --inh-caps -all sh -c 'ulimit -n 100; "$@"' - "$vessel" run --rm --ulimit nofile=50:200 "$ROOTFS" true
	assert_line --index 0 --partial "cannot raise the hard limit 'nofile' to 200"
	assert_line --index 1 --partial "it is 100 here"
}

@test "guest: --sysctl sets what a namespace has for itself, and refuses what is the machine's" {
	local before
	before=$(cat /proc/sys/kernel/msgmax /proc/sys/net/core/somaxconn /proc/sys/kernel/domainname)
	local mode
	for mode in private host; do
		run -0 says --userns $mode --sysctl kernel.msgmax=4321 --sysctl net.core.somaxconn=77 --sysctl kernel.domainname=example.org \
			--sysctl net/ipv4/conf/eth0/forwarding=1 --sysctl 'kernel.sem=250 32000 100 128' --sysctl fs.mqueue.msg_max=11 \
			'cd /proc/sys; cat kernel/msgmax net/core/somaxconn kernel/domainname net/ipv4/conf/eth0/forwarding; xargs <kernel/sem; cat fs/mqueue/msg_max'
		assert_output "4321
77
example.org
1
250 32000 100 128
11"
	done
	assert_equal "$(cat /proc/sys/kernel/msgmax /proc/sys/net/core/somaxconn /proc/sys/kernel/domainname)" "$before"
	refuses "that is the whole machine's" --sysctl vm.swappiness=1
	refuses "that is the whole machine's" --sysctl kernel.core_pattern=x
	refuses "that is the whole machine's" --sysctl net/../kernel/core_pattern=x
	refuses "that is the whole machine's" --sysctl kernel.shmmaximum=1
	refuses "that is --hostname NAME" --sysctl kernel.hostname=x
	refuses "would be set for the host" --net host --sysctl net.core.somaxconn=77
	refuses "has no such setting" --sysctl net.core.nosuch=1
	refuses "cannot set 'net.core.somaxconn=x': Invalid argument" --sysctl net.core.somaxconn=x
	refuses "is not NAME=VALUE" --sysctl net.core.somaxconn
}

@test "guest: a mount on the host's /proc/sys does not redirect a --sysctl" {
	# (What a runtime that writes to a path would do: CVE-2025-52881.)
	local script='mkdir $1/fake; : >$1/fake/somaxconn; mount --bind $1/fake /proc/sys/net/core; shift
		echo 66 >/proc/sys/net/core/somaxconn; "$@"; cat /proc/sys/net/core/somaxconn'
	run -0 unshare --mount sh -c "$script" - "$BATS_TEST_TMPDIR" "$vessel" run --rm --userns host --sysctl net.core.somaxconn=77 "$ROOTFS" \
		cat /proc/sys/net/core/somaxconn
	assert_output "77
66"
}

@test "guest: --time-offset sets the guest's clocks ahead, or behind, and nobody else's" {
	requires kernel /proc/self/timens_offsets
	local mode up
	for mode in private host; do
		run -0 says --userns $mode --time-offset 30d 'cut -d . -f 1 /proc/uptime; xargs </proc/self/timens_offsets'
		up=$(cut -d . -f 1 /proc/uptime)
		[ $((lines[0] - up)) -le $((30 * 86400)) ] && [ $((lines[0] - up)) -gt $((30 * 86400 - 300)) ] || fail "$output, $up"
		assert_line "monotonic 2592000 0 boottime 2592000 0"
	done
	run -0 says --time-offset monotonic=0.25s,boottime=-1m 'xargs </proc/self/timens_offsets'
	assert_output "monotonic 0 250000000 boottime -60 0"
	run -0 says --time-offset boottime=-0.5 'xargs </proc/self/timens_offsets'
	assert_output "monotonic 0 0 boottime -1 500000000"
	refuses "a time as 30d" --time-offset soon
	refuses "a time as 30d" --time-offset boottime=
	refuses "a time as 30d" --time-offset realtime=1d
	refuses "no clock goes that far" --time-offset 999999999w
	refuses "cannot set the guest's clocks: Numerical result out of range" --time-offset -50000d
}

@test "guest: --oom-score-adj is that of the command" {
	run -0 says --oom-score-adj 321 'cat /proc/self/oom_score_adj'
	assert_output 321
	refuses "a number from -1000 to 1000" --oom-score-adj 1001
	refuses "a number from -1000 to 1000" --oom-score-adj few
	run -125 setpriv --bounding-set -sys_resource --inh-caps -all "$vessel" run --rm --oom-score-adj -500 "$ROOTFS" true
	assert_line --index 0 --partial "cannot set oom_score_adj to -500"
	assert_line --index 1 --partial "takes CAP_SYS_RESOURCE"
}

@test "guest: --entrypoint stands before the words, and '' is none" {
	run -0 "$vessel" run --rm --entrypoint echo "$ROOTFS" one "two  three"
	assert_output "one two  three"
	run -0 "$vessel" run --rm --entrypoint '' "$ROOTFS" echo one
	assert_output one
	run -125 "$vessel" run --rm --entrypoint '' "$ROOTFS"
	assert_line --index 0 "vessel: no command specified"
}

@test "guest: without a terminal, a user who is not root can open its streams again" {
	run -0 --separate-stderr says -u nobody 'echo out >/dev/stdout; echo err >/dev/stderr'
	assert_output out
	# shellcheck disable=SC2154 # bats sets it
	assert_equal "$stderr" err
}

#!/usr/bin/env bats
# 11-vessel-state.bats - what vessel knows of containers, whatever happens to it.

load helper

setup() {
	requires root
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	vessel=$BIN/vessel
}

teardown() {
	jobs_end
	groups_end
	umount -l "$VESSEL_DATA"/containers/.*/x "$VESSEL_DATA" 2>/dev/null || :
	local id
	for id in $("$vessel" ps -aq --no-trunc 2>/dev/null); do
		"$vessel" rm -f "$id" >/dev/null 2>&1 || :
	done
}

# make NAME... - containers that were never started
created() {
	local name
	for name; do
		"$vessel" create --name "$name" "$ROOTFS" true >/dev/null
	done
}

# up NAME - one that runs
up() {
	"$vessel" run -d --name "$1" "$ROOTFS" sleep 1000 >/dev/null
}

id_of() { # NAME
	readlink "$VESSEL_DATA/names/$1"
}

# count_in DIRECTORY - how many names there are in it
count_in() {
	find "$1" -mindepth 1 -maxdepth 1 | wc -l
}

# left - what there is of containers, a line each
left() {
	find "$VESSEL_DATA/containers" "$VESSEL_DATA/names" "$VESSEL_RUN/containers" -mindepth 1 2>/dev/null
	ls -A "$VESSEL_DATA/layers" 2>/dev/null || :
}

# ------------------------------------------------------------- names and ids

@test "vessel: a container has the name that it was given, or gets one" {
	created web
	run -0 "$vessel" create "$ROOTFS" true
	assert_line --regexp '^[0-9a-f]{64}$'
	run -0 "$vessel" ps -a --json
	run -0 jq -r '.[].name' <<<"$output"
	assert_line --index 0 --regexp '^[a-z]+_[a-z]+[0-9]*$'
	assert_line --index 1 web
}

@test "vessel: a name is one container's, and the second one is told so in one line" {
	created web
	run -125 "$vessel" create --name web "$ROOTFS" true
	assert_line --index 0 --partial "the container name 'web' is already in use by container $(id_of web | cut -c 1-12)"
	assert_line --index 1 --partial "vessel rm -f web"
	[ "${#lines[@]}" = 2 ]
	run -0 "$vessel" ps -aq
	[ "${#lines[@]}" = 1 ]
	[ "$(count_in "$VESSEL_DATA/containers")" = 1 ]
}

@test "vessel: what is no name is refused, whatever is in it" {
	local long name
	long=$(printf 'x%.0s' {1..300})
	for name in a/b ../etc . .. .hidden -- "$long" '' 'a b' $'a\nb' $'\e[31mred' 'ä' '$(id)' 'a;b' _a; do
		run -125 "$vessel" create --name "$name" "$ROOTFS" true
		assert_line --index 0 --partial "invalid container name"
		[ "${#lines[@]}" = 2 ]
		refute_output --partial $'\e'
		[ -z "$(left)" ]
	done
	created a
	for name in a/b "$long" ..; do
		run -125 "$vessel" rename a "$name"
		assert_line --index 0 --partial "invalid container name"
	done
	created "${long:0:128}"
	run -0 "$vessel" inspect "${long:0:128}"
	run -125 "$vessel" create --name "${long:0:129}" "$ROOTFS" true
}

@test "vessel: what names no container names none, wherever it leads" {
	local word
	created web
	for word in nosuch we webb ../containers/"$(id_of web)" . .. / '' '*' 0000 "$(printf '0%.0s' {1..64})" \
		"$(id_of web)0" "$(id_of web)/" ".$(id_of web)"; do
		run -125 "$vessel" inspect -- "$word"
		assert_output --partial "no such container or image: $word"
		run -125 "$vessel" rm -- "$word"
		assert_line --index 0 --partial "no such container: $word"
		run -0 "$vessel" rm -f -- "$word"
	done
	run -0 "$vessel" inspect web
}

@test "vessel: the beginning of an id is enough, if it is that of one" {
	local id first second
	created one
	id=$(id_of one)
	for first in "$id" "${id:0:12}" "${id:0:1}"; do
		run -0 "$vessel" inspect "$first"
		assert_output --partial "\"id\": \"$id\""
	done
	# Sixteen digits, seventeen containers: two begin alike.
	for _ in {1..16}; do "$vessel" create "$ROOTFS" true; done >/dev/null
	first=$(find "$VESSEL_DATA/containers" -mindepth 1 -printf '%f\n' | grep -xE '[0-9a-f]{64}' | cut -c 1 | sort | uniq -d | head -n 1)
	run -125 "$vessel" inspect "$first"
	assert_line --index 0 --partial "several containers have an id that begins with '$first'"
	run -125 "$vessel" rm -f "$first"
	[ "$(count_in "$VESSEL_DATA/containers")" = 17 ]
	# A name that is the beginning of another's id is a name.
	second=${id:0:5}
	created "$second"
	run -0 "$vessel" inspect "$second"
	assert_output --partial "\"name\": \"$second\""
}

@test "vessel rename: it has the new name, and the old one is free" {
	created web
	local id
	id=$(id_of web)
	run -0 "$vessel" rename web www
	run -0 "$vessel" inspect www
	assert_output --partial "$id"
	run -125 "$vessel" inspect web
	[ "$(count_in "$VESSEL_DATA/names")" = 1 ]
	created web
	run -125 "$vessel" rename web www
	assert_line --index 0 --partial "the container name 'www' is already in use"
	run -125 "$vessel" rename web web
	assert_output --partial "has that name already"
	run -0 "$vessel" inspect web www
	run -125 "$vessel" rename web
	run -125 "$vessel" rename web a b
}

# ----------------------------------------------------------- beside each other

@test "vessel: of many who want a name at once, one gets it" {
	local pids won
	for _ in 1 2 3; do
		pids=() won=0
		for _ in {1..12}; do
			"$vessel" create --name web "$ROOTFS" true >/dev/null 2>&1 3>&- &
			pids+=($!)
		done
		for pid in "${pids[@]}"; do
			if wait "$pid"; then won=$((won + 1)); fi
		done
		[ "$won" = 1 ]
		[ "$(count_in "$VESSEL_DATA/containers")" = 1 ]
		run -0 "$vessel" rm web
	done
	[ -z "$(left)" ]
}

@test "vessel: of many who rename to one name at once, one does, and the others keep theirs" {
	local pids=() won=0
	created c{1..10}
	for i in {1..10}; do
		"$vessel" rename "c$i" web >/dev/null 2>&1 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		if wait "$pid"; then won=$((won + 1)); fi
	done
	[ "$won" = 1 ]
	[ "$(count_in "$VESSEL_DATA/names")" = 10 ]
	run -0 "$vessel" inspect web
	run -0 "$vessel" ps -aq
	[ "${#lines[@]}" = 10 ]
}

@test "vessel: of many who remove a container at once, one does, and none is confused" {
	local pids won code
	for _ in 1 2 3; do
		created web
		pids=() won=0
		for _ in {1..10}; do
			"$vessel" rm web >/dev/null 2>"$BATS_TEST_TMPDIR/said$RANDOM" 3>&- &
			pids+=($!)
		done
		for pid in "${pids[@]}"; do
			code=0
			wait "$pid" || code=$?
			case $code in 0) won=$((won + 1)) ;; 125) ;; *) fail "$code" ;; esac
		done
		[ "$won" = 1 ]
		run cat "$BATS_TEST_TMPDIR"/said*
		refute_line --regexp '^vessel( rm)?: [^n]'
		[ -z "$(left)" ]
	done
}

@test "vessel: ps beside those who create, rename and remove shows whole containers, and no complaint" {
	(for i in {1..40}; do
		"$vessel" create --name "a$i" "$ROOTFS" true
		"$vessel" rename "a$i" "b$i"
		"$vessel" rm "b$i"
	done) >/dev/null 2>"$BATS_TEST_TMPDIR/said" 3>&- &
	local worker=$!
	while kill -0 $worker 2>/dev/null; do
		run -0 --separate-stderr "$vessel" ps -a --json
		[ -z "$stderr" ]
		run -0 jq 'map([.id, .name, .created, .status] | map(length > 0) | all) | all' <<<"$output"
		assert_output true
	done
	wait $worker
	run -0 cat "$BATS_TEST_TMPDIR/said"
	refute_output
}

# ------------------------------------------------------------------ broken files

# broken WHAT - config.json of the container web is broken; what everybody says
broken() {
	local id file
	id=$(id_of web)
	file=$VESSEL_DATA/containers/$id/config.json
	run -0 --separate-stderr "$vessel" ps -a
	# shellcheck disable=SC2154 # bats'
	[ "${#stderr_lines[@]}" = 2 ]
	assert_equal "${stderr_lines[0]}" "vessel: container ${id:0:12} is broken: '$file' $1"
	assert_equal "${stderr_lines[1]}" "  'vessel rm -f ${id:0:12}' removes it"
	assert_line --partial other
	refute_line --partial web
	for command in "inspect web" "rm web" "rename web www" "start web"; do
		# shellcheck disable=SC2086 # they are words
		run -125 "$vessel" $command
		assert_line --index 0 --partial "container ${id:0:12} is broken: '$file' $1"
		assert_line --index 1 "  'vessel rm -f ${id:0:12}' removes it"
	done
	run -125 "$vessel" create --name web "$ROOTFS" true
	assert_line --index 0 --partial "already in use"
	run -0 "$vessel" rm -f "${2:-web}"
	assert_output "${2:-web}"
	[ "$(count_in "$VESSEL_DATA/names")" = 1 ]
	created web
}

@test "vessel: a broken config.json is named in one line, with the cure, which works" {
	created web other
	local text
	text=$(cat "$VESSEL_DATA/containers/$(id_of web)/config.json")
	: >"$VESSEL_DATA/containers/$(id_of web)/config.json"
	broken "is empty"
	printf %s "${text:0:${#text}-20}" >"$VESSEL_DATA/containers/$(id_of web)/config.json"
	broken "ends too early" "$(id_of web | cut -c 1-12)"
	echo '[1, 2]' >"$VESSEL_DATA/containers/$(id_of web)/config.json"
	broken "is no JSON of ours"
	head -c 100000 /dev/urandom >"$VESSEL_DATA/containers/$(id_of web)/config.json"
	broken "is no JSON of ours"
	echo "$text$text" >"$VESSEL_DATA/containers/$(id_of web)/config.json"
	broken "is no JSON of ours"
	printf '{"a":%.0s' {1..100000} >"$VESSEL_DATA/containers/$(id_of web)/config.json"
	broken "is no JSON of ours"
	rm "$VESSEL_DATA/containers/$(id_of web)/config.json"
	mkdir "$VESSEL_DATA/containers/$(id_of web)/config.json"
	broken "Is a directory"
}

@test "vessel: nothing that stands in its files makes vessel crash" {
	created web
	local file text i command
	file=$VESSEL_DATA/containers/$(id_of web)/config.json
	text=$(cat "$file")
	for i in null '{}' '.name = 7' '.name = "../../x"' 'del(.name)' '.image = {}' 'del(.options)' '.options = [[]]' \
		'.command = 7' '.command = [null, 7, {}]' '.environment = "x"' 'del(.layers)' '.layers = []' '.layers = [7]' \
		'.layers = [range(300) | "/"]' '.created = "tomorrow"' '.created = []' '.image_id = 7' '.directory = {}' \
		'.image_config = 7' '.image_config = {Env: [7], Cmd: "x", Entrypoint: [[]], Volumes: []}'; do
		for command in "ps -a" "inspect web" "rename web www" "start web" "update -m 32m web" \
			"diff web" "rm web"; do
			jq -c "$i" <<<"$text" >"$file"
			# shellcheck disable=SC2086 # they are words
			run "$vessel" $command
			[ "$status" = 0 ] || [ "$status" = 125 ] || fail "$i, $command: $status"
			! grep -sq "\"name\":\"www\"" "$file" || "$vessel" rename www web
			[ -e "$file" ] || { created web; file=$VESSEL_DATA/containers/$(id_of web)/config.json; }
		done
	done
	# Any byte of it is another one.
	for i in {1..60}; do
		printf %s "$text" >"$file"
		head -c 1 /dev/urandom |
			dd of="$file" bs=1 seek=$((RANDOM % ${#text})) conv=notrunc status=none
		run "$vessel" inspect "${file:${#VESSEL_DATA}+12:64}"
		[ "$status" = 0 ] || [ "$status" = 125 ] || fail "$status: $(cat "$file")"
	done
	run -0 "$vessel" rm -f "${file:${#VESSEL_DATA}+12:64}"
	run -0 "$vessel" gc
	[ -z "$(left)" ]
}

@test "vessel: a broken state.json is told of like that, and one that runs goes with a broken live.json" {
	created web
	echo '{"exit_code":' >"$VESSEL_DATA/containers/$(id_of web)/state.json"
	run -125 "$vessel" inspect web
	assert_line --index 0 --partial "state.json' ends too early"
	run -0 "$vessel" rm -f web
	up web
	local pid
	pid=$("$vessel" inspect web | jq '.[0].pid')
	: >"$VESSEL_RUN/containers/$(id_of web)/live.json"
	run -125 "$vessel" inspect web
	assert_line --index 0 --partial "live.json' is empty"
	run -0 "$vessel" rm -f web
	gone "$pid"
	run -0 "$vessel" gc
	[ -z "$(left)" ]
}

@test "vessel: a checkpoint without what restore reads is a broken one" {
	created web
	local place text
	place=$VESSEL_DATA/containers/$(id_of web)/checkpoints/one
	mkdir -p "$place"
	run -125 "$vessel" restore web one
	assert_line --index 0 "vessel: there is no checkpoint 'one' of container web"
	for text in '' '{}' '{"mounts":7,"streams":{}}' '{"mounts":[],"streams":[]}'; do
		echo "$text" >"$place/vessel.json"
		run -125 "$vessel" restore web one
		assert_line --index 0 "vessel: the checkpoint 'one' of container web is broken"
	done
}

@test "vessel: directories that others may enter are not used" {
	mkdir -m 755 "$VESSEL_DATA"
	created web
	chmod 755 "$VESSEL_DATA/containers"
	run -125 "$vessel" ps
	assert_line --index 0 --partial "others may enter '$VESSEL_DATA/containers'"
	chmod 700 "$VESSEL_DATA/containers"
	chown 65534 "$VESSEL_DATA/containers"
	run -125 "$vessel" ps
	assert_line --index 0 --partial "'$VESSEL_DATA/containers', or it is not yours"
	chown 0 "$VESSEL_DATA/containers"
	run -0 "$vessel" ps
	chown 65534 "$BATS_TEST_TMPDIR"
	run -125 "$vessel" ps
	assert_line --index 0 --partial "'$BATS_TEST_TMPDIR' belongs to another user"
	chown 0 "$BATS_TEST_TMPDIR"
}

# --------------------------------------------------------------- killed, or full

@test "vessel: killed with SIGKILL at any moment it leaves what the next command understands" {
	local start took i words
	created k1
	start=${EPOCHREALTIME/[.,]/}
	created k0
	took=$((${EPOCHREALTIME/[.,]/} - start))
	for i in {1..60}; do
		case $((RANDOM % 4)) in
		0) words="create --name k$((RANDOM % 3)) $ROOTFS true" ;;
		1) words="rm -f k$((RANDOM % 3))" ;;
		2) words="rename k$((RANDOM % 3)) k$((RANDOM % 3))" ;;
		3) words="rm k$((RANDOM % 3))" ;;
		esac
		# shellcheck disable=SC2086 # they are words
		"$vessel" $words >/dev/null 2>"$BATS_TEST_TMPDIR/said" 3>&- &
		sleep "$(printf '0.%06d' $((RANDOM * took / 32768)))"
		kill -9 $! 2>/dev/null || :
		wait $! 2>/dev/null || :
		run grep -vE "already in use|no such container|has that name|^  'vessel" "$BATS_TEST_TMPDIR/said"
		refute_output
		# Names and containers agree, each time.
		run -0 --separate-stderr "$vessel" ps -a --json
		[ -z "$stderr" ]
		for name in $(jq -r '.[].name' <<<"$output"); do
			"$vessel" inspect "$name" >/dev/null
		done
	done
	run -0 "$vessel" gc
	for name in k0 k1 k2; do
		"$vessel" rm -f "$name" >/dev/null 2>&1
		created "$name"
		"$vessel" rm "$name" >/dev/null
	done
	[ -z "$(left)" ]
}

@test "vessel: a start that is killed at any moment leaves one that runs or does not, and gc the rest" {
	local start took i pid child
	groups_make
	start=${EPOCHREALTIME/[.,]/}
	up first
	took=$((${EPOCHREALTIME/[.,]/} - start))
	for i in {1..20}; do
		"$vessel" run -d --name "k$i" "$ROOTFS" sleep 1000 >/dev/null 2>&1 3>&- &
		pid=$! child=''
		sleep "$(printf '0.%06d' $((RANDOM * took / 32768)))"
		# Most of them with the one that would have become the monitor.
		[ $((i % 4)) = 0 ] || read -r child _ <"/proc/$pid/task/$pid/children" || :
		kill -9 "$pid" ${child:+"$child"} 2>/dev/null || :
		wait $pid 2>/dev/null || :
	done
	# (Who has lost its caller alone goes on, and may be starting still.)
	eventually bash -c '"$0" ps -a --json | jq -e "all(.[]; .status | IN(\"running\", \"created\", \"exited\"))"' "$vessel"
	run -0 "$vessel" gc
	run -0 "$vessel" gc
	assert_output "nothing to remove"
	# Only who runs has something that runs.
	run -0 diff <(ls "$VESSEL_RUN/containers") <("$vessel" ps -q --no-trunc | sort)
	# shellcheck disable=SC2154 # groups_make's
	while read -r i; do
		run -0 grep -rsh . "$i" --include cgroup.procs
	done < <(find "${places[@]}" -mindepth 1 -maxdepth 1 -type d)
	for i in $("$vessel" ps -aq); do
		run -0 "$vessel" rm -f "$i"
	done
	[ -z "$(left)" ]
	run find "${places[@]}" -mindepth 1 -type d -name 'vessel-*'
	refute_output
	groups_end
}

@test "vessel gc: what killed ones have left goes, is named, and nothing else" {
	local id gone=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
	local half=${gone/0123/3210}
	created web
	up db
	id=$(id_of web)
	run -0 "$vessel" gc
	assert_output "nothing to remove"
	left >"$BATS_TEST_TMPDIR/before"
	mkdir -p "$VESSEL_DATA/containers/.$gone/x/y" "$VESSEL_RUN/containers/$gone" "$VESSEL_RUN/containers/$id" "$VESSEL_RUN/containers/.$id" \
		"$VESSEL_RUN/containers/.$half"
	touch "$VESSEL_RUN/containers/$id/monitor.lock"
	ln -s "$gone" "$VESSEL_DATA/names/orphan"
	ln -s "$id" "$VESSEL_DATA/names/second"
	ln -s /etc/passwd "$VESSEL_DATA/names/strange"
	mkdir "$VESSEL_DATA/containers/not-ours"
	run -0 "$vessel" gc
	assert_line "removed what was left of container $gone"
	assert_line "removed the name orphan"
	assert_line "removed the name second"
	assert_line "removed the name strange"
	assert_line "removed what was left of the run of container $id"
	assert_line "removed what was left of the run of container $half"
	rmdir "$VESSEL_DATA/containers/not-ours"
	left >"$BATS_TEST_TMPDIR/after"
	run -0 diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	run -0 "$vessel" gc
	assert_output "nothing to remove"
	run -0 "$vessel" inspect web db
	run -0 "$vessel" ps
	assert_output --partial db
}

@test "vessel gc: the last layer goes, and is named alone" {
	mkdir -m 700 "$VESSEL_DATA" "$VESSEL_DATA/layers"
	mkdir "$VESSEL_DATA/layers/.0123456789abcdef"
	run -0 "$vessel" gc
	assert_output "removed the layer .0123456789abcdef"
}

@test "vessel gc: a bridge that no guest hangs on goes, one that is used stays" {
	cat >"$BATS_TEST_TMPDIR/script" <<-'EOF'
		ip link set lo up
		"$0" run -d --name web "$ROOTFS" sleep 1000 >/dev/null
		"$0" gc
		monitor=$(cat "$VESSEL_RUN"/containers/*/monitor.lock)
		kill -9 "$monitor"
		soon bash -c '! ip -o link | grep vessel0-'
		rm -rf "$VESSEL_DATA" "$VESSEL_RUN"
		ip -o link | grep -c vessel0
		"$0" gc
		ip -o link | grep -c vessel0 || :
		"$0" gc
	EOF
	run -0 unshare -n bash -ec "$(declare -f soon); . $BATS_TEST_TMPDIR/script" "$vessel"
	assert_output "nothing to remove
1
removed the bridge vessel0
0
nothing to remove"
}

@test "vessel: what cannot be removed is told of, and keeps nobody from anything else" {
	local half=.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
	mkdir -m 700 "$VESSEL_DATA"
	mount -t tmpfs none "$VESSEL_DATA" -o mode=700
	mkdir -m 700 "$VESSEL_DATA/containers"
	mkdir -p "$VESSEL_DATA/containers/$half/x"
	mount -t tmpfs none "$VESSEL_DATA/containers/$half/x"
	run -0 "$vessel" create --name web "$ROOTFS" true
	assert_output --partial "cannot remove"
	run -0 "$vessel" inspect web
	run -0 "$vessel" gc
	assert_output --partial "cannot remove"
	umount "$VESSEL_DATA/containers/$half/x"
	run -0 "$vessel" gc
	assert_output "removed what was left of container ${half:1}"
	umount -l "$VESSEL_DATA"
}

@test "vessel: a name that a killed one left is free for who wants it" {
	mkdir -m 700 "$VESSEL_DATA" "$VESSEL_DATA/names"
	ln -s "$(printf 'a%.0s' {1..64})" "$VESSEL_DATA/names/web"
	run -125 "$vessel" inspect web
	assert_output --partial "no such container or image: web"
	created web
	run -0 "$vessel" inspect web
}

@test "vessel: on a full disk, one line, and nothing is left or lost" {
	mkdir -m 700 "$VESSEL_DATA"
	run -0 unshare -m bash -c '
		mount -t tmpfs -o size=256k,mode=700 full "$VESSEL_DATA"
		"$0" create --name web "$1" true >/dev/null || exit 1
		find "$VESSEL_DATA" | sort >"$2/before"
		cp -a "$VESSEL_DATA" "$2/copy"
		cat /dev/zero >"$VESSEL_DATA/filler" 2>/dev/null
		for words in "create --name db $1 true" "create $1 true" "rename web www"; do
			"$0" $words; echo "code $?"
		done
		rm "$VESSEL_DATA/filler"
		find "$VESSEL_DATA" | sort | diff "$2/before" - && diff -r --no-dereference "$2/copy" "$VESSEL_DATA" && echo same
		"$0" rm web && "$0" ps -aq' "$vessel" "$ROOTFS" "$BATS_TEST_TMPDIR"
	assert_line --index 0 --regexp '^vessel( create)?: cannot make a container in .*: No space left on device$'
	assert_line --index 2 "code 125"
	assert_line --index 3 --regexp '^vessel( create)?: .*: No space left on device$'
	assert_line --index 5 "code 125"
	assert_line --index 6 "vessel: cannot rename container web: No space left on device"
	assert_line --index 8 "code 125"
	assert_line --index 9 same
	assert_line --index 10 web
	[ "${#lines[@]}" = 11 ]
}

@test "vessel: a monitor that was killed takes its guest along, and the next command puts all in order" {
	local pid monitor
	up web
	pid=$("$vessel" inspect web | jq '.[0].pid')
	monitor=$(cat "$VESSEL_RUN/containers/$(id_of web)/monitor.lock")
	kill -9 "$monitor"
	eventually gone "$monitor"
	run -0 "$vessel" ps -a
	assert_output --regexp 'Exited \(137\)'
	eventually gone "$pid"
	[ ! -e "$VESSEL_RUN/containers/$(id_of web)" ]
	run -0 "$vessel" start web
	run -0 "$vessel" rm -f web
	[ -z "$(left)" ]
}

@test "vessel: a reboot leaves containers that have ended, and can be started" {
	up web
	local monitor id guest
	id=$(id_of web)
	guest=$("$vessel" inspect web | jq '.[0].pid')
	monitor=$(cat "$VESSEL_RUN/containers/$id/monitor.lock")
	kill -9 "$monitor"
	eventually gone "$monitor"
	eventually gone "$guest"
	rm -rf "$VESSEL_RUN"
	run -0 "$vessel" ps -a
	assert_output --regexp 'Exited \(255\)'
	run -0 "$vessel" ps -q
	refute_output
	run -0 "$vessel" start web
	run -0 "$vessel" ps -q
	assert_output "${id:0:12}"
	# its first group would have gone with the machine
	run -0 "$vessel" rm -f web
	run -0 "$vessel" gc
}

# ------------------------------------------------------------------------- lists

@test "vessel ps: docker's columns, cut and whole, ids alone, and JSON" {
	"$vessel" create --name web "$ROOTFS" echo hello, whole world, here we are >/dev/null
	up db
	run -0 "$vessel" ps -a
	assert_line --index 0 --regexp '^CONTAINER ID   IMAGE +COMMAND +CREATED +STATUS +PORTS   NAMES$'
	assert_line --index 2 --regexp "^$(id_of web | cut -c 1-12)   [^ ]+ +\"echo hello, whole w…\"   .* ago +Created +web\$"
	assert_line --index 1 --regexp "^$(id_of db | cut -c 1-12)   [^ ]+ +\"sleep 1000\" +.* ago +Up .* +db\$"
	run -0 "$vessel" ps
	[ "${#lines[@]}" = 2 ]
	run -0 "$vessel" ps -a --no-trunc
	assert_line --regexp "^$(id_of web) .*$ROOTFS .*\"echo hello, whole world, here we are\""
	run -0 "$vessel" ps -aq
	assert_output "$(id_of db | cut -c 1-12)"$'\n'"$(id_of web | cut -c 1-12)"
	run -0 "$vessel" ps -q --no-trunc
	assert_output "$(id_of db)"
	run -0 bash -c '"$0" ps -a --json | jq -r ".[] | .name, .status, .command"' "$vessel"
	assert_output "db
running
sleep 1000
web
created
echo hello, whole world, here we are"
	run -0 "$vessel" ps -lq
	assert_output "$(id_of db | cut -c 1-12)"
	"$vessel" kill db >/dev/null
	"$vessel" wait db >/dev/null
	run -0 "$vessel" ps -q -n 2
	assert_output "$(id_of db | cut -c 1-12)"$'\n'"$(id_of web | cut -c 1-12)"
	run -0 "$vessel" ps -q --last 1
	assert_output "$(id_of db | cut -c 1-12)"
	run -125 "$vessel" ps -n 0
	assert_line --index 0 --partial "is no number from 1"
	created plain
	"$vessel" create --name shell "$ROOTFS" >/dev/null
	run -0 "$vessel" ps -l
	assert_line --index 1 --partial '"sh -l"'
	"$vessel" create --name own --entrypoint /bin/id "$ROOTFS" >/dev/null
	run -0 "$vessel" ps -l
	refute_line --index 1 --partial "sh -l"
	run -125 "$vessel" ps -a word
	assert_line --index 0 --partial "'word' is one word too many"
}

@test "vessel: options stand behind the words as well, as docker takes them, but not behind --" {
	requires program jq
	up one
	run -0 "$vessel" exec one sh -c 'echo "$@"' sh -f
	assert_output -- -f
	run -0 "$vessel" rm one -f
	assert_output one
	created two three
	run -0 "$vessel" update two -m 32m three --cpus 1
	run -0 bash -c '"$0" inspect three two --json | jq -c ".[].config.options"' "$vessel"
	assert_output '["--name","three","-m","32m","--cpus","1"]
["--name","two","-m","32m","--cpus","1"]'
	run -125 "$vessel" rm two --forc
	assert_line --index 0 --partial "did you mean '--force'?"
	run -125 "$vessel" rm two -- -f three -f
	assert_line two
	assert_line --partial "no such container: -f"
	assert_line three
	run -0 "$vessel" ps -aq
	refute_output
}

@test "vessel inspect: an image, if no container is called so" {
	mkdir "$BATS_TEST_TMPDIR/root"
	tar -C "$BATS_TEST_TMPDIR/root" -cf "$BATS_TEST_TMPDIR/root.tar" .
	run -0 "$vessel" import -c 'CMD ["/bin/hello"]' "$BATS_TEST_TMPDIR/root.tar" tiny:1
	run -0 bash -c '"$0" inspect tiny:1 | jq -r ".[0] | .name, .config.config.Cmd[0], .id"' "$vessel"
	assert_line --index 0 docker.io/library/tiny:1
	assert_line --index 1 /bin/hello
	run -0 bash -c '"$0" inspect "$1" | jq -r ".[0].name"' "$vessel" "${lines[2]}"
	assert_output docker.io/library/tiny:1
	created tiny
	run -0 bash -c '"$0" inspect tiny | jq -r ".[0].status"' "$vessel"
	assert_output created
}

@test "vessel inspect: the address of one that runs" {
	run -0 "$vessel" run -d --name web "$ROOTFS" sh -c 'ip -4 -o addr show eth0 >/told; mv /told /said; exec sleep 1000'
	eventually [ -s "$VESSEL_DATA/layers/$(id_of web)/upper/said" ]
	local address
	address=$("$vessel" inspect web | jq -r '.[0].address')
	run -0 cat "$VESSEL_DATA/layers/$(id_of web)/upper/said"
	assert_output --partial " $address/"
	run -0 "$vessel" run -d --name db --net none "$ROOTFS" sleep 1000
	run -0 bash -c '"$0" inspect db | jq ".[0].address"' "$vessel"
	assert_output null
}

@test "vessel ps: the ports of one that runs" {
	local port=$((20000 + RANDOM % 10000))
	run -0 "$vessel" run -d --name web -p $port:80 -p 127.0.0.1:$port:53/udp "$ROOTFS" sleep 1000
	run -0 "$vessel" ps
	assert_line --index 1 --regexp "   0\.0\.0\.0:$port->80/tcp, 127\.0\.0\.1:$port->53/udp   web\$"
	run -0 bash -c '"$0" ps --json | jq -c ".[0].ports"' "$vessel"
	assert_output "[\"0.0.0.0:$port->80/tcp\",\"127.0.0.1:$port->53/udp\"]"
	"$vessel" kill web
	eventually bash -c '"$0" ps -a | grep Exited' "$vessel"
	run -0 "$vessel" ps -a
	refute_output --partial $port
}

@test "vessel ps: what a container says it runs cannot reach the terminal" {
	"$vessel" create --name web "$ROOTFS" $'\e]0;owned\a' $'\e[2J' >/dev/null
	run -0 "$vessel" ps -a --no-trunc
	assert_output --partial ']0;owned? ?[2J'
	refute_output --partial $'\e'
	run -0 bash -c '"$0" ps -a --json | jq -r ".[0].command"' "$vessel"
	assert_output $'\e]0;owned\a \e[2J'
}

@test "vessel ps: the heads are bold on a terminal, unless somebody minds" {
	run -0 pty '' "$vessel" ps
	assert_output --partial $'\e[1mCONTAINER ID'
	NO_COLOR=1 run -0 pty '' "$vessel" ps
	refute_output --partial $'\e'
	run -0 "$vessel" ps
	refute_output --partial $'\e'
	run -125 bash -c '"$0" ps >/dev/full' "$vessel"
	assert_output --partial "cannot write to stdout: No space left on device"
}

@test "vessel ps: each container costs it a few system calls, a running one a few more" {
	requires program strace
	local few many more
	created c{1..5}
	few=$(strace -f -o /dev/stdout "$vessel" ps -a | grep -c '(')
	created d{1..20}
	many=$(strace -f -o /dev/stdout "$vessel" ps -a | grep -c '(')
	[ $(((many - few) / 20)) -le 10 ] || fail "$few for 5, $many for 25"
	[ "$many" -gt "$few" ]
	for i in {1..5}; do up "e$i"; done
	more=$(strace -f -o /dev/stdout "$vessel" ps -a | grep -c '(')
	[ $(((more - many) / 5)) -le 16 ] || fail "$many for 25, $more for 5 more that run"
}

@test "vessel inspect: several at once, in JSON, and who is missing is told of" {
	created web db
	run -0 bash -c '"$0" inspect db web | jq -r ".[] | .name, .config.image, .status"' "$vessel"
	assert_output "db
$ROOTFS
created
web
$ROOTFS
created"
	run -125 --separate-stderr "$vessel" inspect db nosuch web
	assert_equal "$stderr" "vessel: no such container or image: nosuch"
	run -0 jq -r '.[].name' <<<"$output"
	assert_output "db
web"
	run -125 "$vessel" inspect
}

# ------------------------------------------------------------------------------ rm

@test "vessel rm: one that runs stays, in docker's words; -f removes it with all it has" {
	local pid
	created web
	up db
	pid=$("$vessel" inspect db | jq '.[0].pid')
	run -125 "$vessel" rm db nosuch web
	assert_line "vessel: cannot remove container 'db': container is running"
	assert_line --partial "stop the container before removing, or force remove"
	assert_line --partial "no such container: nosuch"
	assert_line web
	run -0 "$vessel" ps -aq
	[ "${#lines[@]}" = 1 ]
	run -0 "$vessel" rm -f -v db
	assert_output db
	gone "$pid"
	[ -z "$(left)" ]
}

@test "vessel rm: what a container has written goes with it" {
	"$vessel" run --name web "$ROOTFS" sh -c 'echo secret >/secret' >/dev/null
	run -0 grep -rl secret "$VESSEL_DATA/layers"
	assert_output
	run -0 "$vessel" rm web
	[ -z "$(left)" ]
}

@test "vessel rm: what a user's guest has written goes, too, whoever it belongs to" {
	requires program newuidmap
	within_reach "${BIN#"$ROOT"/}"
	cp -a "$ROOTFS" "$REACH/rootfs"
	mkdir -p "$REACH/home/run"
	chown -R 65534:65534 "$REACH/home" "$REACH/rootfs"
	chmod 700 "$REACH/home/run"
	cat >"$REACH/script" <<-'EOF'
		mount --bind "$REACH/ranges" /etc/subuid
		mount --bind "$REACH/ranges" /etc/subgid
		user() {
			setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH="$PATH" \
				HOME="$REACH/home" XDG_RUNTIME_DIR="$REACH/home/run" "$PROGRAM" "$@"
		}
		user run -d --net none --name web "$REACH/rootfs" \
			sh -c 'mkdir -m 700 /mine; echo secret >/mine/secret; chown -R 7:7 /mine; exec sleep 1000' 2>&1
		soon bash -c 'test -s "$REACH"/home/.local/share/vessel/layers/*/upper/mine/secret'
		stat -c %u "$REACH"/home/.local/share/vessel/layers/*/upper/mine
		user ps
		user rm -f web
		user ps -aq
		find "$REACH/home/.local/share/vessel" "$REACH/home/run/vessel" -mindepth 2
		user gc
	EOF
	echo '65534:300000:65536' >"$REACH/ranges"
	run -0 env REACH="$REACH" PROGRAM="$REACH/${BIN#"$ROOT"/}/vessel" unshare -m bash -ec "$(declare -f soon); . $REACH/script"
	assert_line 300006
	assert_line --regexp ' Up .*web$'
	assert_equal "${lines[*]: -2}" "web nothing to remove"
}

# -------------------------------------------------------------------------- events

@test "vessel events: tells what happened, from when to when, for people and in JSON" {
	created web
	"$vessel" rename web www
	sleep 0.01
	local middle
	middle=$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)
	"$vessel" rm www >/dev/null
	run -0 "$vessel" events --since 1h --until 0s
	assert_line --index 0 --regexp "^20.*Z container create [0-9a-f]{64} \\(image=$ROOTFS, name=web\\)\$"
	assert_line --index 1 --regexp '^20.*Z container rename [0-9a-f]{64} \(.*name=www\)$'
	assert_line --index 2 --regexp '^20.*Z container destroy '
	run -0 "$vessel" events --since "$middle" --until 0s --json
	run -0 jq -r '.action + " " + .name' <<<"$output"
	assert_output "destroy www"
	run -0 "$vessel" events --since 1h --until "$middle"
	[ "${#lines[@]}" = 2 ]
	run -125 "$vessel" events --since yesterday
	assert_line --index 0 --partial "'--since yesterday' is no time"
}

@test "vessel events: follows what happens, also when its file is full and another one begins" {
	created web
	"$vessel" events --json >"$BATS_TEST_TMPDIR/seen" 3>&- &
	local follower=$!
	# (It says nothing of what was before it came.)
	eventually bash -c '"$0" create "$1" true >/dev/null; grep -q create "$2"' "$vessel" "$ROOTFS" "$BATS_TEST_TMPDIR/seen"
	run grep -c '"name":"web"' "$BATS_TEST_TMPDIR/seen"
	assert_output 0
	for i in {1..5}; do
		{ head -c 1100000 /dev/zero | tr '\0' ' '; echo; } >>"$VESSEL_RUN/events"
		created "e$i"
	done
	eventually grep -q '"name":"e5"' "$BATS_TEST_TMPDIR/seen"
	run -0 bash -c 'jq -r "select(.name != null) | .name" "$0" | grep "^e" | xargs' "$BATS_TEST_TMPDIR/seen"
	assert_output "e1 e2 e3 e4 e5"
	[ "$(du -sb "$VESSEL_RUN" | cut -f 1)" -lt 2200000 ]
	kill $follower
}

@test "vessel events: from a start to the end of a container, with its exit code" {
	run -0 "$vessel" run -d --rm --name web "$ROOTFS" sh -c 'exit 7'
	eventually bash -c '"$0" events --since 1h --until 0s | grep destroy' "$vessel"
	run -0 bash -c '"$0" events --since 1h --until 0s --json | jq -r "[.action, .exit_code] | @text"' "$vessel"
	assert_output '["create",null]
["start",null]
["die",7]
["destroy",null]'
}

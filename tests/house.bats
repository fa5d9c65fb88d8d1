#!/usr/bin/env bats
# house.bats - the rules of the house, as CONTRIBUTING.md tells them.

load helper

setup() {
	cd "$ROOT" || return
}

# headers_of FILE... - the names that they include in quotes
headers_of() {
	sed -n 's/^# *include *"\([^"]*\)".*/\1/p' "$@" | sort -u
}

@test "house: common/ includes only what is in common/" {
	for header in $(headers_of common/*.[ch]); do
		assert [ "$header" = "${header##*/}" -a -e "common/$header" ]
	done
}

@test "house: common/ knows no word of containers, but for the causes that it names" {
	run -1 bash -c "cat \$(ls common/*.[ch] | grep -v /cause.c) |
		sed 's/those of the docker command line//; s/CLONE_INTO_CGROUP//; s/arguments\.cgroup//' | tr _ ' ' |
		grep -wiE 'containers?|docker|cgroups?|overlay|veth|vessel'"
	refute_output
}

@test "house: an organ includes common/ and itself, and no other organ; the launcher is the sum" {
	for step in steps/*/; do
		case $step in steps/11-*) continue ;; esac
		for file in "$step"*.[ch]; do
			[ "${file##*/}" != main.c ] || continue
			for header in $(headers_of "$file"); do
				[ "$header" = "${header##*/}" ] || fail "$file includes $header by a path"
				[ -e "common/$header" ] || [ -e "$step$header" ] ||
					fail "$file includes $header of another room"
			done
		done
	done
}

@test "house: no file in common/ or a step is longer than 225 lines, but for the table of causes" {
	for file in common/*.[ch] steps/*/*.[ch]; do
		[ "$file" != common/cause.c ] || continue
		assert [ "$(wc -l <"$file")" -le 225 ]
	done
}

@test "house: a main.c fits on three walls, with a second launch on four, a function on one" {
	for file in steps/*/main.c; do
		assert [ "$(wc -l <"$file")" -le "$(grep -q visitor_run "$file" && echo 225 || echo 150)" ]
	done
	run awk '/^[a-z].*\(/ { name = $0 } /^{$/ { start = FNR }
		/^}$/ && start { if (FNR - start > 46) print FILENAME ": " name; start = 0 }' \
		common/*.c steps/*/*.c doctor/*.c
	refute_output
}

@test "house: every source says what it is in its first line, and its licence in the second" {
	for file in common/*.[ch] steps/*/*.[ch] doctor/*.[ch] tests/attacks/*.c tests/attacks/*/*.[ch]; do
		run -0 head -n 2 "$file"
		case $file in
		*/main.c) assert_line --index 0 --regexp '^/\* [a-z0-9.-]+ - .' ;;
		*) assert_line --index 0 --regexp "^/\* ${file##*/} - ." ;;
		esac
		assert_line --index 1 '/* SPDX-License-Identifier: MIT */'
	done
}

@test "house: no line is wider than 80 columns" {
	run bash -c "expand common/*.[ch] steps/*/*.[ch] doctor/*.[ch] tests/attacks/*.c tests/attacks/*/*.[ch] | grep -nE '^.{81,}'"
	refute_output
}

@test "house: what is not in a header is static" {
	local room name declared
	for room in common steps/*/ doctor; do
		room=${room%/}
		# Words that stand before a bracket, a comma or the end of a declaration.
		declared=$(cat "$room"/*.h | cpp -fpreprocessed -P 2>/dev/null | grep -oE '\w+ *[[(;,]' | tr -d ' [(;,' | sort -u)
		for name in $(nm -g --defined-only "${BUILD:?}/obj/$room"/*.o | awk '$2 ~ /[TDBRC]/ { print $3 }' |
			grep -v -e '^main$' -e '^__' | sort -u | comm -23 - <(echo "$declared")); do
			fail "$room: $name is in no header"
		done
	done
}

@test "house: public functions say on which side they run" {
	# (A header whose first comment says it for everything in it has said it.)
	for header in common/*.h steps/*/*.h; do
		! grep -qE 'Everything here is (host|guest|either) side' "$header" || continue
		run awk -v RS= '/(^|\n)[a-z_][^\n;]*\(/ && !/(Host|Guest|Either) side/' "$header"
		refute_output --regexp '[a-z]'
	done
}

@test "house: from step to step, main.c only grows, but for a few lines" {
	local previous=''
	for step in steps/*/; do
		case $step in steps/00-*) continue ;; esac
		if [ "$previous" ]; then
			run git diff --no-index --numstat --minimal "${previous}main.c" "${step}main.c"
			read -r added removed _ <<<"$output"
			assert [ "$added" -gt 3 ]
			# (A second launch beside the first comes in one piece; the
			# launcher's waits and undoes in another process.)
			[[ $step == steps/1[01]-* ]] || assert [ "$added" -le 36 ]
			assert [ "$added" -le 90 ]
			[[ $step == steps/11-* ]] || assert [ "$removed" -le 8 ]
			assert [ "$removed" -le 72 ]
		fi
		previous=$step
	done
}

@test "house: each option of a step's --help is in the next step's, too" {
	local launcher launchers=("$BIN"/0[1-9]-* "$BIN"/1[0-9]-*) before='' now
	for launcher in "${launchers[@]}"; do
		[ -x "$launcher" ] || continue # no such steps yet
		# The row, without the words that explain it: they may change.
		now=$("$launcher" --help | sed -nE 's/^ +((-[a-zA-Z0-9], )?--[a-z-]+( [^ ]+)?).*/\1/p' | sort)
		[ "$(wc -l <<<"$now")" -ge 2 ] || fail "${launcher##*/} --help has no options"
		run comm -23 - <(echo "$now") <<<"$before"
		refute_output --regexp '[a-z]'
		before=$now
	done
}

@test "house: each step builds by itself, the last from clean, and runs" {
	requires root
	local step build=$BATS_TEST_TMPDIR/build
	local all=(steps/[0-9]*/)
	for step in "${all[@]#steps/}"; do
		[ "steps/$step" != "${all[-1]}" ] || build=$BATS_TEST_TMPDIR/clean
		run -0 make "step-${step%%-*}" BUILD="$build"
		run -0 ./run --help
		assert_line --index 0 --partial usage:
	done
	rm -f run
}

@test "house: make run gives a shell's output, and fails as its command fails" {
	requires root
	run -0 make run CMD='echo "a  b" $((6*7)) $PPID; hostname'
	assert_line 'a  b 42 0'
	assert_line vessel
	run -2 make run CMD='exit 3'
	assert_output --partial "Error 3"
	run -0 make run <<<'echo $$; exit 3'
	assert_line 1
	run -2 make run ROOTFS=/nowhere </dev/null
	assert_output --partial "Error 125"
	run -2 make run <<<'kill -9 $$; /nosuch; exit 137'
	assert_output --partial "Error 137"
}

@test "house: an own busybox and an own root can be given" {
	requires root
	cp "$(command -v busybox)" "$BATS_TEST_TMPDIR/mine"
	echo >>"$BATS_TEST_TMPDIR/mine"
	run -0 rootfs/make "$BATS_TEST_TMPDIR/root" "$BATS_TEST_TMPDIR/mine"
	run -0 cmp "$BATS_TEST_TMPDIR/mine" "$BATS_TEST_TMPDIR/root/bin/busybox"
	echo '# mine' >>"$BATS_TEST_TMPDIR/root/etc/passwd"
	run -0 make run ROOTFS="$BATS_TEST_TMPDIR/root" CMD='ls -d /attacks; tail -n 1 /etc/passwd'
	assert_line '# mine'
	run ! rootfs/make "$BATS_TEST_TMPDIR/root2" /nosuch/busybox
	assert_line --index 0 "rootfs: no busybox at '/nosuch/busybox'"
	run ! rootfs/make "$BATS_TEST_TMPDIR/root2" "$(command -v bash)"
	assert_output --partial "needs shared libraries"
	assert [ ! -e "$BATS_TEST_TMPDIR/root2" ]
}

@test "house: a step is built by itself, by all processors, and asks what is missing first" {
	local build=$BATS_TEST_TMPDIR/build
	run -0 env -u MAKEFLAGS -u MAKELEVEL make -n step-01 BUILD="$build"
	assert_line --index 0 "tools/setup run"
	assert_output --partial " -j$(nproc) "
	assert_output --partial steps/01-chroot/jail.c
	refute_output --partial steps/02
	assert_output --partial attacks/walk-out.c
	refute_output --partial attacks/caps-try/
	run -0 env -u MAKEFLAGS -u MAKELEVEL make -n -j3 step-01 BUILD="$build"
	refute_output --partial warning
	refute_output --partial "-j$(nproc) "
	run -0 env -u MAKEFLAGS -u MAKELEVEL make -n trace-01 BUILD="$build"
	assert_line --index 0 "tools/setup trace"
	run -0 env -u MAKEFLAGS -u MAKELEVEL make -n test-01 BUILD="$build"
	assert_line --index 0 "tools/setup test"
}

@test "house: the first steps start a compiler ten times at most, and not once more when all is there" {
	local build=$BATS_TEST_TMPDIR/build step
	for step in 00 01 02 03; do
		run -0 env -u MAKEFLAGS -u MAKELEVEL make -n step-$step BUILD="$build"
		[ "$(grep -c "echo '  CC " <<<"$output")" -le 10 ] || fail "$output"
	done
	run -0 make step-03 BUILD="$build"
	assert_output --partial '  CC   common/*.c'
	run -0 make step-03 BUILD="$build"
	rm -f run
	refute_output --partial '  CC '
}

@test "house: a source that comes is compiled, and one that goes is missed by nobody" {
	within_reach Makefile common steps tests/attacks
	cd "$REACH"
	local room build=$REACH/build
	for room in common steps/01-chroot; do
		echo 'int comes_and_goes(void); int comes_and_goes(void) { return 0; }' >$room/extra.c
		run -0 make BUILD="$build" "$build/bin/01-chroot"
		assert_line "  CC   $room/*.c"
		run -0 nm "$build"/bin/01-chroot
		assert_output --partial comes_and_goes
		rm $room/extra.c
		run -0 make BUILD="$build" "$build/bin/01-chroot"
		run -0 nm "$build"/bin/01-chroot
		refute_output --partial comes_and_goes
	done
}

@test "house: a compiler that is not there is named in one line" {
	local goal
	for goal in all step-01; do
		run -2 make "$goal" CC=nosuchcc BUILD="$BATS_TEST_TMPDIR/build"
		assert_line --index 0 --partial "there is no compiler 'nosuchcc'"
		assert_line --index 1 "  install it, or leave out CC=nosuchcc"
		[ ${#lines[@]} -eq 3 ] || fail "$output"
	done
}

@test "house: another busybox makes the root again, and is remembered" {
	cp "$(command -v busybox)" "$BATS_TEST_TMPDIR/mine"
	echo >>"$BATS_TEST_TMPDIR/mine"
	local build=$BATS_TEST_TMPDIR/build
	run -0 make rootfs BUILD="$build"
	run ! cmp "$BATS_TEST_TMPDIR/mine" "$build/rootfs/bin/busybox"
	run -0 make rootfs BUILD="$build" BUSYBOX="$BATS_TEST_TMPDIR/mine"
	run -0 cmp "$BATS_TEST_TMPDIR/mine" "$build/rootfs/bin/busybox"
	touch "$build/rootfs/same"
	run -0 make rootfs BUILD="$build"
	[ -e "$build/rootfs/same" ] || fail "it was made again without need"
	# What is none is not remembered.
	for nonsense in /bin/ls /nosuch; do
		run ! make rootfs BUILD="$build" BUSYBOX=$nonsense
		assert_output --partial "'$nonsense'"
		run -0 make rootfs BUILD="$build"
	done
	run -0 make rootfs BUILD="$build" BUSYBOX=
	run ! cmp "$BATS_TEST_TMPDIR/mine" "$build/rootfs/bin/busybox"
}

@test "house: a root file system of root's is not the user's to renew, nor to clean" {
	requires root
	within_reach Makefile rootfs
	mkdir -p "$REACH/build/obj"
	chown 65534 "$REACH" "$REACH/build" "$REACH/build/obj"
	run -0 "$REACH/rootfs/make" "$REACH/build/rootfs"
	run -1 user "$REACH/rootfs/make" "$REACH/build/rootfs"
	assert_output "rootfs: '$REACH/build/rootfs' belongs to root
  type: sudo make rootfs"
	run -2 user env -u MAKEFLAGS make -C "$REACH" clean
	assert_output --partial "are root's: sudo make clean"
	run ls "$REACH/build"
	assert_output "obj
rootfs"
}

@test "house: what root left in a root file system of the user's does not stop its renewal" {
	requires root
	within_reach rootfs
	mkdir "$REACH/build"
	chown 65534 "$REACH/build"
	run -0 user "$REACH/rootfs/make" "$REACH/build/rootfs"
	mkdir "$REACH/build/rootfs/mine"
	touch "$REACH/build/rootfs/mine/file"
	run -0 user "$REACH/rootfs/make" "$REACH/build/rootfs"
	assert_output --regexp "^rootfs: files of root stay in '.*': sudo make clean-host$"
	[ -x "$REACH/build/rootfs/bin/busybox" ]
	[ ! -e "$REACH/build/rootfs/mine" ]
}

#!/usr/bin/env bats
# readme.bats - the lessons: what they say to type is typed, and what they point at is there.
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2013,SC2016 # words are wanted; a pane's shell expands

load helper

export BATS_NO_PARALLELIZE_WITHIN_FILE=true # there is but one ./run

# console TEXT... - run the runner on a README that says that.
console() {
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/README.md"
	run "$ROOT/tests/console" "$BATS_TEST_TMPDIR/README.md"
}

# readme_runs STEP - all that its console blocks say comes true, and leaves nothing.
readme_runs() {
	local readme=$ROOT/steps/$1/README.md before after blocks left
	requires root
	requires program pgrep ps ipcmk ipcs ipcrm nsenter timeout
	[ -f "$readme" ] || fail "there is no $readme"
	blocks=$(grep -c '^```console' "$readme") || fail "it has no console block"
	# (The first one that types make would make it.)
	[ -d "$ROOT/build/rootfs" ] ||
		env -u MAKEFLAGS make -s -C "$ROOT" rootfs BUILD=build >/dev/null
	before=$(left_behind)
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
	run "$ROOT/tests/console" "$readme"
	assert_success
	assert_output --regexp ": $blocks blocks, [1-9][0-9]* commands, 0 of them"
	after=$(left_behind)
	# (If make renewed the root, it is rid of what its user had left there.)
	left=$(diff <(echo "$before") <(echo "$after") | grep '^>') && fail "it has left: $left"
	[ -z "$(ls -A "$TMPDIR")" ] || fail "it has left files: $(ls -A "$TMPDIR")"
}
left_behind() {
	"$ROOT/tests/host-state"
	find "$ROOT/build/rootfs" -printf '%P %y\n' | sort
}

# The READMEs, and their parts.
readmes() { printf '%s\n' "$ROOT"/steps/*/README.md; }
step_of() { basename "$(dirname "$1")"; }
prose() { sed '/^```/,/^```/d' "$1"; }
section() { sed -n "/^## $2\$/,/^## /p" "$1" | sed '/^## /d'; }
complain() { complaints+="$(step_of "$readme"): $*"$'\n'; }
no_complaints() { [ -z "${complaints:-}" ] || fail "$complaints"; }

# ----------------------------------------------------------------- the runner

@test "console: a file without blocks fails" {
	console 'host$ true' '```sh' 'host$ true' '```'
	assert_failure
	assert_output --partial '0 blocks'
}

@test "console: what comes true passes, and is counted" {
	console '```console' 'host$ echo one; echo two >&2' '  one' 'two' '```' \
		'```console' '# a caption' 'host$ true' '```'
	assert_success
	assert_output --partial '2 blocks, 2 commands, 0 of them not as expected'
}

@test "console: a wrong expectation fails, and shows both" {
	console '```console' 'host$ echo right' 'wrong' '```'
	assert_failure
	assert_output --partial 'expected: wrong'
	assert_output --regexp 'got: +right'
}

@test "console: a line too many or too few, or in the wrong order, fails" {
	console '```console' 'host$ echo a; echo b' 'a' '```'
	assert_failure
	console '```console' 'host$ echo a' 'a' 'b' '```'
	assert_failure
	console '```console' 'host$ echo a; echo b' 'b' 'a' '```'
	assert_failure
	console '```console' 'host$ true' 'a' '```'
	assert_failure
}

@test "console: a wrong exit code fails" {
	console '```console' 'host$ (exit 3); echo $?' '0' '```'
	assert_failure
	console '```console' 'host$ (exit 3)' 'host$ echo $?' '3' '```'
	assert_success
}

@test "console: … is any text, and alone any lines; nothing else is a pattern" {
	console '```console' 'host$ echo "pid 42 is here"' 'pid … here' '```'
	assert_success
	console '```console' 'host$ seq 9' '1' '…' '8' '9' '…' '```'
	assert_success
	console '```console' 'host$ seq 9' '1' '…' '7' '9' '```'
	assert_failure
	console '```console' 'host$ echo ab; echo cd' 'a…d' '```'
	assert_failure
	console '```console' 'host$ echo abc' 'a*' '```'
	assert_failure
	console '```console' 'host$ echo "[a] (b) \\c *"' '[a] (b) \c *' '```'
	assert_success
}

@test "console: variables last, from one block to the next" {
	console '```console' 'host$ x=1' '```' '```console' 'host$ echo $x' '1' '```'
	assert_success
}

@test "console: a guest's lines reach the guest, and its exit code the host" {
	console '```console' 'host$ sh; echo "code $?"' 'guest# a=5' 'guest# (exit 4)' \
		'guest# echo "$a $?"' '5 4' 'guest# exit 6' 'code 6' 'host$ echo "<$a>"' '<>' '```'
	assert_success
}

@test "console: at the end of its block, a guest is ended" {
	console '```console' 'host$ sh' 'guest# a=5' '```' \
		'```console' 'host$ echo "<$a>"' '<>' '```'
	assert_success
}

@test "console: the other pane works while a guest is there" {
	console '```console' 'host$ sh' 'guest# b=7' \
		'other$ echo "<$b>"' '<>' \
		'other$ b=8' 'guest# echo $b' '7' 'guest# exit' 'other$ echo $b' '8' '```'
	assert_success
}

@test "console: where there is no guest, a guest's line is not for the host" {
	console '```console' 'host$ false' 'guest# touch /nonexistent/x' '```'
	assert_failure
	assert_output --partial 'no guest shell answers'
}

@test "console: a command that does not end is stopped, and all that it started" {
	local began=$SECONDS
	CONSOLE_LIMIT=1 console '```console' 'host$ sleep 4343 & sleep 4344' '```'
	assert_failure
	assert_output --partial 'not within the time limit'
	[ $((SECONDS - began)) -lt 10 ]
	run pgrep -fx 'sleep 434[34]'
	assert_failure
}

@test "console: a malformed block fails, and runs nothing" {
	local -a blocks=(
		$'```console\nhost$ touch MARK'
		$'```console\nhost$ touch MARK\n```\n``` console\nhost$ true\n```'
		$'```console\nhost$ touch MARK\n```\n```console tty\nhost$ true\n```'
		$'```console\nhost$ touch MARK\n```\n```console\n```'
		$'```console\nhost$ touch MARK\n```\n```console\nsays who?\n```'
		$'```console\nhost$ touch MARK\n```\n```console\nguest# id\n```'
		$'```console\nhost$ touch MARK\nroot# id\n```'
		$'```console\nhost$ touch MARK; sh\nguest# exit\nguest# id\n```'
		$'```console\nhost$ touch MARK; sh\nguest# id\nhost$ id\n```'
	)
	local block
	for block in "${blocks[@]}"; do
		console "${block//MARK/$BATS_TEST_TMPDIR/mark}"
		assert_failure
		assert_output --partial malformed
		[ ! -e "$BATS_TEST_TMPDIR/mark" ] || fail "it has run: $block"
	done
}

@test "console --list names all, and types nothing" {
	printf '%s\n' '```console' '# why' "host\$ touch $BATS_TEST_TMPDIR/mark" 'out' '```' \
		>"$BATS_TEST_TMPDIR/README.md"
	run "$ROOT/tests/console" --list "$BATS_TEST_TMPDIR/README.md"
	assert_success
	assert_line --index 1 $'2\tcaption\twhy'
	assert_line --index 2 $'3\thost\ttouch '"$BATS_TEST_TMPDIR/mark"
	assert_line --index 3 $'4\toutput\tout'
	[ ! -e "$BATS_TEST_TMPDIR/mark" ]
}

# ------------------------------------------------------------ what they type

@test "00-xray: the README runs" { readme_runs 00-xray; }
@test "01-chroot: the README runs" { readme_runs 01-chroot; }
@test "02-pid-ns: the README runs" { readme_runs 02-pid-ns; }
@test "03-mnt-ns: the README runs" { readme_runs 03-mnt-ns; }
@test "04-net-veth: the README runs" { readme_runs 04-net-veth; }
@test "05-cgroups: the README runs" { readme_runs 05-cgroups; }
@test "06-overlay: the README runs" { readme_runs 06-overlay; }
@test "07-userns: the README runs" { readme_runs 07-userns; }
@test "08-capabilities: the README runs" { readme_runs 08-capabilities; }
@test "09-seccomp: the README runs" { readme_runs 09-seccomp; }
@test "10-enter: the README runs" { readme_runs 10-enter; }
@test "11-vessel: the README runs" { readme_runs 11-vessel; }

# Above, root types all of it: a sudo too few is missed by nobody.
user_types() { # README...
	requires root
	requires program ip unshare setpriv pgrep ps ipcmk ipcs ipcrm nsenter timeout
	within_reach Makefile common doctor steps rootfs tools tests
	mkdir -p "$REACH/build" "$REACH/bin" "$REACH/home"
	cp -a "$BUILD/flags" "$BUILD/obj" "$BUILD/attacks" "$REACH/build"
	chown -R 65534:65534 "$REACH"
	export REACH
	cat >"$BATS_TEST_TMPDIR/sudo.c" <<-'END'
		#include <grp.h>
		#include <unistd.h>
		int main(int argc, char **argv)
		{
			if (argc < 2 || setgroups(0, NULL) < 0 || setgid(0) < 0 || setuid(0) < 0)
				return 1;
			return execvp(argv[1], argv + 1);
		}
	END
	"${CC:-cc}" -static -o "$BATS_TEST_TMPDIR/sudo" "$BATS_TEST_TMPDIR/sudo.c"
	# It is setuid, so only they may see it; network and layers are theirs, too.
	cat >"$BATS_TEST_TMPDIR/typist" <<-'END'
		set -e
		mount --rbind /sys/fs/cgroup "${REACH:?}/home"
		ip link set lo up
		mount -t sysfs none /sys && mount --move "$REACH/home" /sys/fs/cgroup
		mkdir -p /var/lib/vessel && mount -t tmpfs none /var/lib/vessel && mount -t tmpfs none /run
		mount -t tmpfs -o mode=755 none "$REACH/bin"
		install -m 4755 "$BATS_TEST_TMPDIR/sudo" "$REACH/bin/sudo"
		cd "$REACH"
		for readme; do
			setpriv --reuid 65534 --regid 65534 --clear-groups env -u BUILD HOME="$REACH/home" \
				PATH="$REACH/bin:$PATH" tests/console "$readme"
		done
	END
	run unshare --net --mount bash "$BATS_TEST_TMPDIR/typist" "${@#"$ROOT/"}" 3>&-
	assert_success
	assert_equal "$(grep -c ', 0 of them not as expected' <<<"$output")" $#
}

@test "readmes: an ordinary user who has sudo can type all of the first ones" {
	user_types "$ROOT"/steps/0[0-4]-*/README.md
}

@test "readmes: an ordinary user who has sudo can type all of the others" {
	local others
	mapfile -t others < <(readmes | grep -v '/0[0-4]-')
	user_types "${others[@]}"
}

# The README of the house has transcripts as a terminal shows them.
@test "README.md: its transcripts come true, prompt and all" {
	requires root
	requires program script
	local latest prompt
	latest=$(cd "$ROOT/steps" && printf '%s\n' */main.c | tail -n 1)
	latest=${latest%/main.c} prompt="root@vessel:/# "
	{
		printf '```console\nhost$ make step-%s\n…\n```\n' "${latest%%-*}"
		sed -n '/^```$/,/^```$/p' "$ROOT/README.md" |
			sed "s,^$prompt,guest# ,; s,^[$] ,host\$ ," |
			awk '/^```$/ { if (text ~ /^host/) printf "```console\n%s```\n", text; text = ""; next }
				{ text = text $0 "\n" }'
	} >"$BATS_TEST_TMPDIR/README.md"
	run "$ROOT/tests/console" "$BATS_TEST_TMPDIR/README.md"
	assert_success
	assert_output --partial "3 blocks, 8 commands, 0 of them"
	# (The prompt itself comes on a terminal only.)
	run script -qec 'make -C "$ROOT" run' /dev/null <<<exit
	assert_output --partial "$prompt"
}

@test "every step has a README, and every README a test above" {
	local main readme
	for main in "$ROOT"/steps/*/main.c; do
		readme=$(dirname "$main")/README.md
		[ -f "$readme" ] || complain "no README.md"
		grep -q "readme_runs $(step_of "$readme");" "$BATS_TEST_FILENAME" ||
			complain "no test in readme.bats"
	done
	no_complaints
}

@test "every README begins with making its step" {
	local readme
	for readme in $(readmes); do
		[ "$("$ROOT/tests/console" --list "$readme" | awk -F '\t' \
			'$2 == "host" || $2 == "other" { print $3; exit }')" = \
			"make step-$(step_of "$readme" | cut -c 1-2)" ] || complain "starts with another command"
	done
	no_complaints
}

# ------------------------------------------------------------- what they are

@test "every README has its sections, in order" {
	local readme expected
	expected=$(printf '## %s\n' Predict Background 'The new lines' 'Try it' 'Still leaking' \
		Exercise 'Common errors' Elsewhere Next)
	for readme in $(readmes); do
		[[ $(head -n 1 "$readme") == "# $(step_of "$readme"): "* ]] || complain "title"
		sed -n '3,/^$/p' "$readme" | tr '\n' ' ' | grep -qE '[0-9]+ minutes\. *$' || complain "goal and minutes first"
		[ "$(prose "$readme" | grep '^## ')" = "$expected" ] || complain "sections"
	done
	no_complaints
}

@test "every README has 500 to 1000 words, its background 300 at most" {
	local readme words
	for readme in $(readmes); do
		words=$(prose "$readme" | wc -w)
		[ "$words" -ge 500 ] && [ "$words" -le 1000 ] || complain "$words words"
		words=$(section "$readme" Background | sed '/^```/,/^```/d' | wc -w)
		[ "$words" -gt 0 ] && [ "$words" -le 300 ] || complain "$words words of background"
	done
	no_complaints
}

@test "every README shows a diagram, a wrong transcript, a right one, an attack" {
	local readme
	for readme in $(readmes); do
		section "$readme" Background | grep -q '^```' || complain "no diagram"
		section "$readme" 'Still leaking' | grep -q '^```console' || complain "no attack"
		section "$readme" 'Try it' | grep -q '^# wrong: ' || complain "nothing wrong"
		section "$readme" 'Try it' | grep -q '^# right: ' || complain "nothing right"
	done
	no_complaints
}

@test "every link leads to a file" {
	local readme link step last
	last=$(cd "$ROOT/steps" && printf '%s\n' */main.c | tail -n 1 | cut -c 1-2)
	for readme in $(readmes); do
		for link in $(prose "$readme" | grep -oP '\]\(\K[^)#]+' | grep -v '^https\?:'); do
			# The step that is to be written next may be named already.
			step=$(sed -nE 's|^\.\./([0-9]{2})-[a-z0-9-]+/README\.md$|\1|p' <<<"$link")
			[ -n "$step" ] && [ "$((10#$step))" -eq "$((10#$last + 1))" ] && continue
			[ -e "$(dirname "$readme")/$link" ] || complain "$link"
		done
	done
	no_complaints
}

@test "every make target that is named exists" {
	local readme target
	for readme in $(readmes); do
		for target in $(grep -oE '(`|^host\$ |^other\$ )make [a-z][a-z0-9-]*' "$readme" |
			sed 's/.*make //' | sort -u); do
			env -u MAKEFLAGS make -n -C "$ROOT" "$target" >/dev/null 2>&1 ||
				complain "make $target"
		done
	done
	no_complaints
}

@test "every file of ours that is named exists" {
	local readme name
	for readme in $(readmes); do
		for name in $(sed '/^## Elsewhere$/,/^## Next$/d' "$readme" | sed '/^```/,/^```/d' |
			grep -oP '`\K[A-Za-z0-9_./-]+\.(c|h|md|bats|bash|sh)(?=`)'); do
			[ -e "$(dirname "$readme")/$name" ] || [ -e "$ROOT/$name" ] || complain "$name"
		done
	done
	no_complaints
}

@test "every function of ours that is named exists" {
	local readme name
	for readme in $(readmes); do
		for name in $(section "$readme" 'The new lines' | grep -oP '`\K[a-z_0-9]+(?=\(\)`)'); do
			grep -qE "\b$name\(" "$ROOT"/common/*.c "$ROOT"/steps/*/*.c || complain "$name()"
		done
	done
	no_complaints
}

@test "what the talk shows is shown by tests that there are" {
	local name count=0
	while read -r name; do
		count=$((count + 1))
		grep -qF "@test \"$name\" {" "$ROOT"/tests/*.bats || complain "no test is called '$name'"
	done < <(grep -oP '`\K[^`]{20,}(?=`)' "$ROOT/tests/talk.md")
	[ "$count" -gt 40 ] || complain "only $count of them"
	no_complaints
}

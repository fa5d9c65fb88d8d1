#!/usr/bin/env bats
# 11-vessel-docs.bats - what is said about vessel: its help, man page, completion, and where it is installed.

load helper

setup() {
	cd "$ROOT" || return
	export VESSEL_DATA=$BATS_TEST_TMPDIR/data VESSEL_RUN=$BATS_TEST_TMPDIR/run
	VESSEL=$BIN/vessel
	PAGE=$ROOT/steps/11-vessel/vessel.1.scd
}

teardown() {
	[ ! -d "$VESSEL_DATA/containers" ] || "$VESSEL" ps -aq | xargs -r "$VESSEL" rm -f
	jobs_end
}

# all_commands - those that are listed, a line each
all_commands() { "$VESSEL" --help | sed -nE 's/^  ([a-z]+)  +.*/\1/p'; }

# options_of COMMAND - its options, as --help lists them: --name, a line each
options_of() { "$VESSEL" "$1" --help | sed -nE 's/^ +(-[a-zA-Z0-9], )?(--[a-z0-9-]+).*/\2/p' | sort -u; }

fits() {
	local line
	for line in "${lines[@]}"; do [ ${#line} -le 80 ] || fail "${#line} columns: $line"; done
}

# ---------------------------------------------------------------------- help

@test "vessel: alone, it lists what there is to type, in groups, and so does --help" {
	run -0 "$VESSEL"
	# how long the first line is, is up to the words it was called by
	assert_line --index 0 "usage: $VESSEL COMMAND [options] [arguments...]"
	lines=("${lines[@]:1}")
	fits
	assert_line --regexp '^  run  +[a-z]'
	[ "$(grep -c '^[a-z ]*:$' <<<"$output")" -ge 4 ] || fail "no groups: $output"
	refute_output --regexp '  (end|complete) '
	local alone=$output
	for words in --help -h help; do
		run -0 "$VESSEL" "$words"
		assert_output "$alone"
	done
}

@test "vessel: each command has a help of its own, which fits a wall" {
	local name count=0
	for name in $(all_commands); do
		count=$((count + 1))
		run -0 "$VESSEL" "$name" --help
		[ "$name" != help ] || continue
		[[ "${lines[0]} " = "usage: $VESSEL $name "* ]] || fail "${lines[0]}"
		refute_output --partial $' \n' # no blank at an end
		lines=("${lines[@]:1}")
		fits
		assert_line --regexp '^ +--help  +'
		local own=$output
		run -0 "$VESSEL" help "$name"
		assert_output "$own"
	done
	[ "$count" -ge 30 ] || fail "only $count commands"
}

@test "vessel: what is no command is refused with the one that was meant" {
	run -125 "$VESSEL" strat
	assert_line --index 0 "vessel: there is no command 'strat': did you mean 'start'?"
	assert_line --index 1 --partial "--help' shows"
	[ ${#lines[@]} -eq 2 ] || fail "$output"
	run -125 "$VESSEL" help strat
	assert_line --index 0 "vessel: there is no command 'strat': did you mean 'start'?"
	run -125 "$VESSEL" xyzzy
	assert_line --index 0 "vessel: there is no command 'xyzzy'"
	run -125 "$VESSEL" help end
	assert_line --index 0 "vessel: there is no command 'end'"
}

@test "vessel: it has a version, and no colours where nobody sees them" {
	run -0 "$VESSEL" --version
	assert_output --regexp '^vessel [0-9]+\.[0-9]+$'
	local version=$output
	run -0 "$VESSEL" -v
	assert_output "$version"
	run bash -c "TERM=xterm '$VESSEL' --help | cat"
	refute_output --partial $'\e'
	requires program script
	TERM=xterm run -0 script -qec "$VESSEL --help" /dev/null </dev/null
	assert_output --partial $'\e[1m'
	NO_COLOR=1 TERM=xterm run -0 script -qec "$VESSEL --help" /dev/null </dev/null
	refute_output --partial $'\e'
}

@test "vessel: a help that cannot be written is a failure" {
	run -125 bash -c "'$VESSEL' --help >/dev/full"
	assert_output --partial "cannot write the usage text"
}

# ------------------------------------------------------------------ man page

@test "vessel: the man page names each command, and each of its options" {
	local name option missing=''
	for name in $(all_commands); do
		grep -qE "(^|, )\*$name\*" "$PAGE" || missing+=" $name"
		for option in $(options_of "$name"); do
			[ "$option" = --help ] || grep -qF -e "*$option*" "$PAGE" || missing+=" $name:$option"
		done
	done
	[ -z "$missing" ] || fail "not in the man page:$missing"
}

@test "vessel: the man page names no option that there is not" {
	local option all wrong=''
	all=$(for name in $(all_commands); do options_of "$name"; done | sort -u)
	# shellcheck disable=SC2013 # they are words
	for option in $(grep -oP '\*--\K[a-z][a-z0-9-]+(?=\*)' "$PAGE" | sort -u); do
		grep -qxF -e "--$option" <<<"$all" || wrong+=" --$option"
	done
	# (The one is said not to be there; the other is --net by docker's longer word.)
	[ "$wrong" = " --network --privileged" ] || fail "there is no$wrong"
}

@test "vessel: the man page gives each option the letter that it has" {
	local name pair all ours wrong=''
	all=$(for name in $(all_commands); do "$VESSEL" "$name" --help | grep -oP '^ +\K-[a-zA-Z], --[a-z-]+'; done | sort -u)
	ours=$(grep -oP '(^|\[)\K\*-[a-zA-Z]\*, \*--[a-z-]+(?=\*)' "$PAGE" | tr -d '*' | sort -u)
	[ "$(wc -l <<<"$ours")" -ge 20 ] || fail "only these have a letter: $ours"
	while read -r pair; do
		grep -qxF -e "$pair" <<<"$all" || wrong+=" '$pair'"
	done <<<"$ours"
	[ -z "$wrong" ] || fail "there is no$wrong"
}

@test "vessel: the man page names no command that there is not" {
	local name
	# shellcheck disable=SC2013 # they are words
	for name in $(sed -n '/^# COMMANDS$/,/^# OPTIONS OF RUN$/p' "$PAGE" | grep -oP '^\*\K[a-z]+(?=\*)'); do
		all_commands | grep -qxF "$name" || fail "there is no $name"
	done
}

@test "vessel: the man page is one that man can show, and says what it has to" {
	requires program scdoc man
	scdoc <"$PAGE" >"$BATS_TEST_TMPDIR/vessel.1"
	run -0 env MANWIDTH=80 LC_ALL=C.UTF-8 man -P cat --warnings -l "$BATS_TEST_TMPDIR/vessel.1"
	refute_output --partial warning:
	for section in NAME SYNOPSIS DESCRIPTION NAMES COMMANDS "OPTIONS OF RUN" "EXIT STATUS" ENVIRONMENT FILES EXAMPLES; do
		assert_line "$section"
	done
}

# ---------------------------------------------------------------- completion

# offered WORD... - the words that are offered for the last of these
offered() { "$VESSEL" complete "$@" | cut -f 1; }

@test "vessel: completion offers all commands, and all options of each" {
	assert_equal "$(offered '' | sort)" "$(all_commands | sort)"
	assert_equal "$(offered help re | sort)" "$(all_commands | grep ^re | sort)"
	local name
	for name in $(all_commands); do
		[ "$name" != help ] || continue
		assert_equal "$name:$(offered "$name" -- | sort)" "$name:$(options_of "$name")"
	done
}

@test "vessel: completion knows values, and which option waits for one" {
	run offered run --security-opt sec
	assert_output seccomp=
	run offered run --security-opt=landlock-r
	assert_output "--security-opt=landlock-ro=
--security-opt=landlock-rw="
	run offered run -it --env-file ''
	assert_output :files
	run offered run -it --rm ./
	assert_output :files
	# What waits for a value, and what has one.
	run offered run -ite ''
	assert_output ''
	for word in -iteCOLOUR --env=COLOUR; do
		run offered run "$word" ''
		assert_output :files
	done
	run offered rm --force one --fo
	assert_output --force
	run offered exec one --en
	assert_output ''
	run offered exec one sh ''
	assert_output ''
	run offered run ./nosuch ''
	assert_output ''
	run offered completion ''
	assert_output "bash
zsh"
	run offered completion bash ''
	assert_output ''
	run offered nosuch ''
	assert_output ''
	run offered run --nosuch ''
	assert_output :files
}

# tab SHELL COMMAND KEYS EXPECTED - a shell on a terminal, in which these keys are pressed
tab() {
	requires program python3 "$1"
	PATH=$BIN:$PATH run -0 timeout 120 python3 - "$@" <<-'END'
		import os, pty, re, sys
		shell, before, keys, expected = sys.argv[1:]
		pid, fd = pty.fork()
		if pid == 0:
		    os.environ.update(TERM='xterm', PS1='$ ', HOME='/')
		    arguments = {'bash': ['--norc', '--noprofile'], 'zsh': ['-f']}[shell]
		    os.execvp(shell, [shell, *arguments, '-i'])
		seen = ''
		def wait(pattern):
		    global seen
		    while not re.search(pattern, seen):
		        seen += re.sub(r'\x1b\[[0-9;?]*[a-zA-Z]|[\a\r]', '', os.read(fd, 4096).decode())
		os.write(fd, (before + '; echo rea""dy\n').encode())
		wait('\nready')
		seen = ''
		os.write(fd, keys.encode().decode('unicode_escape').encode())
		wait(expected)
	END
}

@test "vessel: in bash, Tab completes commands, options, values and files" {
	local load='source <(vessel completion bash)'
	tab bash "$load" 'vessel unp\t' 'vessel unpause '
	tab bash "$load" 'vessel run --hostn\t' 'vessel run --hostname '
	tab bash "$load" 'vessel run --security-opt=landlock-r\tw\t/x' '--security-opt=landlock-rw=/x'
	tab bash "$load" 'vessel run -it /etc/os-rel\t' 'vessel run -it /etc/os-release '
	tab bash "$load" 'vessel run --env-file=/etc/os-rel\t' 'vessel run --env-file=/etc/os-release '
	# It is the one that was typed that is asked.
	# shellcheck disable=SC2088 # by that shell
	tab bash "$load; HOME='$BIN' PATH=/usr/bin:/bin" '~/vessel unp\t' 'vessel unpause '
}

@test "vessel: in zsh, Tab completes commands, options, values and files" {
	local load='autoload -Uz compinit; compinit -D; source <(vessel completion zsh)'
	tab zsh "$load" 'vessel unp\t' 'vessel unpause '
	tab zsh "$load" 'vessel run --hostn\t' 'vessel run --hostname '
	tab zsh "$load" 'vessel run --security-opt=landlock-rw\t/x' '--security-opt=landlock-rw=/x'
	tab zsh "$load" 'vessel run -it /etc/os-rel\t' 'vessel run -it /etc/os-release '
	tab zsh "$load" 'vessel run --env-file=/etc/os-rel\t' 'vessel run --env-file=/etc/os-release '
	# It is the one that was typed that is asked.
	# shellcheck disable=SC2088 # by that shell
	tab zsh "$load; HOME='$BIN' PATH=/usr/bin:/bin" '~/vessel unp\t' 'vessel unpause '
}

@test "vessel: completion offers containers by their names, and images" {
	requires root
	"$VESSEL" create --name docs-one "$ROOTFS" true
	"$VESSEL" create --name docs-two "$ROOTFS" true
	run offered rm ''
	assert_output "docs-two
docs-one"
	run offered cp docs-o
	assert_output "docs-one:
:files"
	run offered cp -a ./here docs-o
	assert_line docs-one:
	"$VESSEL" import "$ROOTFS" docs/image:1 >/dev/null
	run offered run -it --rm docs
	assert_output "docs/image:1
:files"
	run offered rmi docs
	assert_line docs/image:1
	run "$VESSEL" complete rm -f docs-t
	assert_output $'docs-two\tcreated'
	tab bash 'source <(vessel completion bash)' 'vessel rm docs-t\t' 'vessel rm docs-two '
	tab zsh 'autoload -Uz compinit; compinit -D; source <(vessel completion zsh)' 'vessel rm docs-t\t' \
		'vessel rm docs-two '
}

@test "vessel: completion for another shell is refused, with those that there are" {
	run -125 "$VESSEL" completion fish
	assert_line --index 0 "vessel: there is no completion for 'fish', but for bash and zsh"
}

# -------------------------------------------------------------- installation

installed() { make -s -C "$ROOT" BUILD="$BUILD" "$@"; }

@test "vessel: make install puts all of it below DESTDIR, and make uninstall leaves nothing" {
	local there="$BATS_TEST_TMPDIR/a place" file
	mkdir "$there"
	run -0 installed install DESTDIR="$there" PREFIX=/usr
	for file in bin/vessel libexec/vessel/vessel-monitor libexec/vessel/doctor \
		share/bash-completion/completions/vessel share/zsh/site-functions/_vessel; do
		assert [ -e "$there/usr/$file" ]
	done
	! command -v scdoc >/dev/null || run -0 grep -F vessel "$there/usr/share/man/man1/vessel.1"
	run grep -rlF -e "$BATS_TEST_TMPDIR" "$there"
	refute_output --partial /libexec/vessel/installed
	run -0 "$there/usr/bin/vessel" --version
	run -0 installed install DESTDIR="$there" PREFIX=/usr # again
	run -0 uniq -d <(sort "$there/usr/libexec/vessel/installed")
	refute_output
	run -0 installed uninstall DESTDIR="$there" PREFIX=/usr
	run find "$there" -mindepth 1
	assert_output ''
	run -2 installed uninstall DESTDIR="$there" PREFIX=/usr
	assert_line --index 0 "install: vessel is not installed in '$there/usr'"
}

@test "vessel: what was there before stays, and what an older version had goes" {
	local there=$BATS_TEST_TMPDIR/place
	mkdir -p "$there/bin" "$there/share/man"
	run -0 installed install PREFIX="$there"
	touch "$there/bin/other" "$there/libexec/vessel/older"
	echo "$there/libexec/vessel/older" >>"$there/libexec/vessel/installed"
	run -0 installed install PREFIX="$there"
	assert [ ! -e "$there/libexec/vessel/older" ]
	touch "$there/share/zsh/other"
	run -0 installed uninstall PREFIX="$there"
	run bash -c "find '$there' -mindepth 1 | sort"
	assert_output "$there/bin
$there/bin/other
$there/share
$there/share/man
$there/share/zsh
$there/share/zsh/other"
}

@test "vessel: a user installs it at home, and it works from there" {
	requires root
	within_reach tools steps/11-vessel Makefile
	mkdir -p "$REACH/build/bin" "$REACH/home"
	cp "$BIN"/vessel "$BIN/vessel-monitor" "$BIN/doctor" "$REACH/build/bin"
	cp -a "$ROOTFS" "$REACH/root"
	chown -R 65534:65534 "$REACH/home" "$REACH/root"
	cd "$REACH"
	run -0 user env HOME="$REACH/home" tools/install "$REACH/home/.local"
	assert_output --partial "vessel is in $REACH/home/.local/bin"
	assert_output --partial "not in your PATH"
	rm -rf "$REACH/build"
	VESSEL_RUN=$REACH/home/run VESSEL_DATA=$REACH/home/data run -7 user env HOME="$REACH/home" \
		"$REACH/home/.local/bin/vessel" run --rm --net none "$REACH/root" sh -c 'exit 7'
	VESSEL_RUN=$REACH/home/run run user env HOME="$REACH/home" "$REACH/home/.local/bin/vessel" check
	assert_output --partial 11-vessel
	refute_output --partial "static busybox"
	rm -rf "$REACH/home/run" "$REACH/home/data"
	run -0 user env HOME="$REACH/home" tools/install --remove "$REACH/home/.local"
	run find "$REACH/home" -mindepth 1
	assert_output ''
}

@test "vessel: PREFIX=~/.local is at home, and who may not write there is told what to type" {
	run -0 env HOME="$BATS_TEST_TMPDIR" make -s -C "$ROOT" BUILD="$BUILD" install 'PREFIX=~/.local'
	assert [ -x "$BATS_TEST_TMPDIR/.local/bin/vessel" ]
	run -2 make -s -C "$ROOT" BUILD="$BUILD" install PREFIX=here
	assert_line --index 0 "install: PREFIX is to be a whole path, and 'here' is not"
	requires root
	within_reach tools steps/11-vessel
	mkdir "$REACH/build"
	cp -r "$BIN" "$REACH/build"
	cd "$REACH"
	run -1 user tools/install "$REACH/nowhere"
	assert_line --index 0 --partial "install: cannot make the directory '$REACH/nowhere"
	assert_line --index 1 --partial "type: sudo make install"
}

@test "vessel: it is not taken away from under containers that run" {
	requires root
	local there=$BATS_TEST_TMPDIR/place
	run -0 installed install PREFIX="$there"
	run -0 "$there/bin/vessel" run -d --name docs-stays --net none "$ROOTFS" sleep 1000
	run -2 installed uninstall PREFIX="$there"
	assert_line --index 0 "install: containers run: 1"
	run -0 "$there/bin/vessel" rm -f docs-stays
	run -0 installed uninstall PREFIX="$there"
	assert [ ! -e "$there" ]
}

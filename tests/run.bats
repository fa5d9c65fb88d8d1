#!/usr/bin/env bats
# run.bats - what tests/run counts, says at its end, and gives a second try.

load helper

# suite - tests from stdin, run as ours are. (TEST is @test there, which bats
# would take for one of this file.)
suite() {
	local here=$BATS_TEST_TMPDIR/checkout
	mkdir -p "$here/tests" "$here/tools"
	cp "$ROOT/tests/run" "$here/tests"
	printf '#!/bin/sh\n: >"%s"\n' "$BATS_TEST_TMPDIR/left" >"$here/tools/clean-host"
	chmod +x "$here/tools/clean-host"
	printf '#!/bin/sh\ncat %s/host %s/left\n' "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR" >"$here/tests/host-state"
	chmod +x "$here/tests/host-state"
	echo 'as ever' >"$BATS_TEST_TMPDIR/host"
	echo 'of one that was killed' >"$BATS_TEST_TMPDIR/left"
	sed "s/^TEST /@test /" >"$here/tests/sample.bats"
	# (Without the folder that bats has for its own parts.)
	run env -i PATH="$(tr : '\n' <<<"$PATH" | grep -v /bats-core | paste -sd :)" HOME="$BATS_TEST_TMPDIR" BATS_LIB_PATH=/ \
		TRACE="$BATS_TEST_TMPDIR" "$@" "$here/tests/run" 3>&- 4>&-
}

@test "tests/run: what fails once is run once more, by itself, passes, and is named" {
	suite <<-'END'
		TEST "now (and [then]), \$x {a} + ^\\b*" {
			[ -e "$TRACE/again" ] || { touch "$TRACE/again"; false; }
		}
		TEST "always" {
			echo ran >>"$TRACE/always"
		}
	END
	assert_success
	assert_line --partial 'not ok 1 now (and [then])'
	assert_line '1 failed, and run once more, by themselves:'
	assert_line 'passed only when run once more, so look at them:'
	assert_line '  now (and [then]), $x {a} + ^\b*'
	assert_equal "${lines[-1]}" '3 passed, 0 failed, 0 skipped'
	assert_equal "$(cat "$BATS_TEST_TMPDIR/always")" ran
}

@test "tests/run: what fails twice has failed, and why is said at the end" {
	suite <<-'END'
		TEST "never" {
			[ no = yes ]
		}
		TEST "now and then" {
			[ -e "$TRACE/again" ] || { touch "$TRACE/again"; false; }
		}
	END
	assert_failure 1
	refute_line '  never'
	assert_line 'failed, once more, where nobody has to scroll for it:'
	assert_equal "${lines[-1]}" '2 passed, 1 failed, 0 skipped'
}

@test "tests/run: what an earlier run has left is not this one's, nor is the terminal" {
	requires root
	suite <<-'END'
		TEST "may sweep" {
			: >"$TRACE/left"
			[ "$(readlink "/proc/$$/fd/0")" = /dev/null ]
		}
	END
	assert_line 'the host is as it was before'
	assert_equal "${lines[-1]}" '2 passed, 0 failed, 0 skipped'
}

@test "tests/run: there is no second try for many, nor where it is not wanted" {
	local once='[ -e "$TRACE/$BATS_TEST_NUMBER" ] || { touch "$TRACE/$BATS_TEST_NUMBER"; false; }'
	suite SECOND_TRY= <<-END
		TEST "now and then" {
			$once
		}
		TEST "always" {
			:
		}
	END
	assert_failure 1
	assert_equal "${lines[-1]}" '2 passed, 1 failed, 0 skipped'
	rm "$BATS_TEST_TMPDIR"/[0-9]*
	suite < <(for i in {1..11}; do printf 'TEST "%d" {\n%s\n}\n' "$i" "$once"; done)
	assert_failure 1
	assert_equal "${lines[-1]}" '1 passed, 11 failed, 0 skipped'
}

@test "tests/run: a host that has changed has failed, and so has a file that is no test" {
	suite <<-'END'
		TEST "always" {
			date +%N >>"$TRACE/host"
		}
	END
	assert_failure 1
	assert_line 'the host has changed'
	assert_equal "${lines[-1]}" '1 passed, 1 failed, 0 skipped'
	suite <<-'END'
		TEST "always" {
			echo "
		}
	END
	assert_failure
	assert_line --regexp '[1-9][0-9]* failed, 0 skipped$'
}

# Container's Anatomy. What there is to type: make help

MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

BUILD ?= build
, := ,
ifeq ($(origin CC),default)
CC := cc
endif
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wvla -Wundef -Wpointer-arith
ifdef CI
WARNINGS += -Werror
endif
CFLAGS ?= -O2 -g
COMPILE = $(CC) -std=gnu17 -D_GNU_SOURCE -iquote common $(WARNINGS) $(CPPFLAGS) \
	$(CFLAGS)
LDFLAGS ?=

# 'sudo make' must not leave files that only root can remove: it compiles as
# the user who typed it, where the checkout is that user's.
ifneq ($(SUDO_UID),)
ifeq ($(shell id -u):$(shell stat -c %u .),0:$(filter-out 0,$(SUDO_UID)))
AS_USER := sudo -u '\#$(SUDO_UID)' --
endif
endif

# What is missing is installed first; then all processors build, unless somebody
# has said how many. (Here alone: what a test or a guest starts is not ours.)
MAKE_NOW = $(MAKE) $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc || echo 1) -Otarget)

# ------------------------------------------------------------------ the house

STEPS := $(sort $(notdir $(wildcard steps/[0-9][0-9]-*)))
number = $(firstword $(subst -, ,$1))
step = $(filter $1-%,$(STEPS))

# A program is named after its step, but for those with a name of their own.
PROGRAM_00 := xray
PROGRAM_11 := vessel
PROGRAM_12 := vessel-oci
program = $(BUILD)/bin/$(or $(PROGRAM_$(call number,$1)),$1)
PROGRAMS := $(foreach s,$(STEPS),$(call program,$s))
LATEST := $(call program,$(lastword $(STEPS)))

# What a step's organ needs beside libc.
LIBS_00-xray := -ljson-c -lcap
LIBS_04-net-veth := -lmnl -lnftables
LIBS_05-cgroups := -ljson-c
LIBS_08-capabilities := -lcap
LIBS_09-seccomp := -lseccomp -ljson-c
LIBS_11-vessel := -ljson-c -larchive -lcrypto

# What it takes from common/ that nobody before it needs, for the libraries' sake.
COMMON_04-net-veth := common/netlink.c common/nft.c

# What is tried against it, from inside.
ATTACKS_01-chroot := walk-out stop-terminal
ATTACKS_02-pid-ns := ipc-wipe
ATTACKS_04-net-veth := knock
ATTACKS_05-cgroups := lift-limit
ATTACKS_07-userns := watch-all
ATTACKS_08-capabilities := caps-try
ATTACKS_09-seccomp := call key-read type-in unmask
ATTACKS_10-enter := lie-in-wait
ATTACKS_11-vessel := be-again exchange fill-flight

# A step links its own organ and those before it. (xray looks on: no organ.)
$(foreach s,$(STEPS),\
	$(eval ORGANS_$s := $(BUILD)/obj/$s.a $(SO_FAR))\
	$(eval ALL_LIBS_$s := $(LIBS_$s) $(LIBS_SO_FAR))\
	$(eval ATTACKS_SO_FAR += $(ATTACKS_$s:%=$(BUILD)/attacks/%))\
	$(eval ALL_ATTACKS_$s := $(ATTACKS_SO_FAR))\
	$(if $(filter-out 00-%,$s),\
		$(eval SO_FAR := $(ORGANS_$s))\
		$(eval LIBS_SO_FAR := $(ALL_LIBS_$s))))

# For all of them, but that a step asks for those so far.
ATTACKS := $(ATTACKS_SO_FAR)

.PHONY: all
all: $(PROGRAMS) $(BUILD)/bin/doctor ## build the programs of all steps into build/bin

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@$(AS_USER) mkdir -p $(@D)
	@echo '  CC   $<'
	@$(AS_USER) $(COMPILE) -MMD -MP -iquote $(<D) -c -o $@ $<

# What is linked together is compiled in one go: a compiler takes longer to start
# and to read headers than for what a file of ours says.
# (Not what $^ has: what was there last time still stands in a .d file.)
together = $(AS_USER) $(COMPILE) $(addprefix -include ,$1)
NOTHING := $(BUILD)/obj/nothing.c
$(NOTHING):
	@$(AS_USER) mkdir -p $(@D)
	@$(AS_USER) touch $@

$(BUILD)/obj/%/together.o: $(BUILD)/flags $(NOTHING)
	@$(AS_USER) mkdir -p $(@D)
	@echo '  CC   $*/*.c'
	@$(call together,$(FILES_$*)) -MMD -MP -c -o $@ $(NOTHING)

# (What needs libraries is left to the step that has them.)
FILES_common := $(filter-out $(foreach s,$(STEPS),$(COMMON_$s)),\
	$(wildcard common/*.c))
$(BUILD)/obj/common.a: $(BUILD)/obj/common/together.o
$(BUILD)/obj/common/together.o: $(FILES_common)

%.a:
	@rm -f $@
	@$(AS_USER) ar rcs $@ $^

# PID 1 beside a command is a program of its own, which ours carry in them. It
# is static: the root that it runs in may have no libraries.
DIES := $(patsubst %,common/%.c,cause die dropped file letter signals streams \
	switches terminal undo)
PID1 := steps/02-pid-ns/pid1.c $(DIES)
$(BUILD)/obj/pid1: $(PID1) $(wildcard common/*.h) $(BUILD)/flags \
		$(NOTHING)
	@$(AS_USER) mkdir -p $(@D)
	@echo '  CC   $@'
	@$(call together,$(PID1)) $(PLAIN) -Os -static -s -ffunction-sections \
		-fdata-sections -Wl,--gc-sections -o $@ $(NOTHING)

$(BUILD)/obj/pid1.o: $(BUILD)/obj/pid1
	@cd $(<D) && $(AS_USER) $(LD) -r -b binary -z noexecstack -o pid1.o pid1

$(BUILD)/obj/02-pid-ns.a: $(BUILD)/obj/pid1.o

# The default list of calls is compiled here, not at every start: by a program
# that runs on this machine, also where those that it is for do not.
HOSTCC ?= $(if $(findstring -linux-,$(CC)),cc,$(CC))
COMPILER := $(patsubst %,steps/09-seccomp/%.c,compile edge list program table) \
	$(DIES)
$(BUILD)/obj/compile: $(COMPILER) $(wildcard common/*.h steps/09-seccomp/*.h) \
		$(BUILD)/flags $(NOTHING)
	@$(AS_USER) mkdir -p $(@D)
	@echo '  CC   $@'
	@$(call together,$(COMPILER)) -iquote steps/09-seccomp $(PLAIN) -o $@ \
		$(NOTHING) -lseccomp
$(BUILD)/obj/compile: private override CC := $(HOSTCC)

$(BUILD)/obj/filters.o: $(BUILD)/obj/compile
	@cd $(<D) && $(AS_USER) ./compile $$($(CC) -dumpmachine) open.bpf \
		except.bpf && $(AS_USER) $(LD) -r -b binary -z noexecstack \
		-o filters.o open.bpf except.bpf

$(BUILD)/obj/09-seccomp.a: $(BUILD)/obj/filters.o

# Who stays with a container is a program of its own: small and static, and a
# file, so that a thousand of them share its pages.
MONITOR := $(wildcard steps/11-vessel/monitor/*.c) $(DIES) common/guard.c
$(BUILD)/bin/vessel-monitor: $(MONITOR) $(wildcard common/*.h \
		steps/11-vessel/*.h steps/11-vessel/monitor/*.h) \
		$(BUILD)/flags $(NOTHING)
	@$(AS_USER) mkdir -p $(@D)
	@echo '  CC   $@'
	@$(call together,$(MONITOR)) $(PLAIN) -iquote steps/11-vessel -Os -static \
		-s -ffunction-sections -fdata-sections -Wl,--gc-sections -o $@ \
		$(NOTHING)
$(BUILD)/bin/vessel: $(BUILD)/bin/vessel-monitor
$(BUILD)/obj/steps/11-vessel/monitor/%.o: CPPFLAGS += -iquote steps/11-vessel

# What a shell reads to complete words is kept in vessel as it stands.
$(BUILD)/obj/completion.o: $(wildcard steps/11-vessel/completion.*sh)
	@$(AS_USER) mkdir -p $(@D)
	@cd $(<D) && $(AS_USER) $(LD) -r -b binary -z noexecstack \
		-o $(abspath $@) $(notdir $^)

$(BUILD)/obj/11-vessel.a: $(BUILD)/obj/completion.o

# Whose headers a main.c finds beside its own; of the launcher, all files do.
others = $(foreach s,$(filter-out $1,$(STEPS)),\
	$(if $(filter $(BUILD)/obj/$s.a,$(ORGANS_$1)),-iquote steps/$s))
$(BUILD)/obj/steps/11-vessel/%.o: CPPFLAGS += -iquote steps/11-vessel \
	$(call others,11-vessel)

define step_rules
$(BUILD)/obj/$1.a: $(BUILD)/obj/steps/$1/together.o $(COMMON_$1:%.c=$(BUILD)/obj/%.o)
FILES_steps/$1 := $(filter-out %/main.c %/pid1.c %/compile.c,$(wildcard steps/$1/*.c))
$(BUILD)/obj/steps/$1/together.o: $$(FILES_steps/$1)

$(if $(filter-out 11-%,$1),\
	$(BUILD)/obj/steps/$1/main.o: CPPFLAGS += $(call others,$1))

$(call program,$1): $(BUILD)/obj/steps/$1/main.o $(ORGANS_$1) \
		$(BUILD)/obj/common.a
	@$(AS_USER) mkdir -p $$(@D)
	@echo '  LINK $$@'
	@$(AS_USER) $(CC) $(CFLAGS) $(LDFLAGS) -o $$@ $$(filter %.o %.a,$$^) $(ALL_LIBS_$1)

.PHONY: step-$(call number,$1) diff-$(call number,$1) \
	trace-$(call number,$1) test-$(call number,$1)
step-$(call number,$1):
	@tools/setup run
	+@$$(MAKE_NOW) ATTACKS='$(ALL_ATTACKS_$1)' $(call program,$1) rootfs
	@$(AS_USER) ln -sfn $(call program,$1) run
	@tools/announce $1

diff-$(call number,$1):
	@tools/diff $1

trace-$(call number,$1):
	@tools/setup trace
	+@$$(MAKE_NOW) ATTACKS='$(ALL_ATTACKS_$1)' $(call program,$1) rootfs
	@tools/trace $(call program,$1) "$$$$COMMAND"

test-$(call number,$1):
	@tools/setup test
	+@$$(MAKE_NOW) all rootfs
	@BUILD=$(BUILD) tests/run tests/$1*.bats
endef
$(foreach s,$(STEPS),$(eval $(call step_rules,$s)))

# (An error, not a recipe: 'make -n' is to fail as well.)
step-% diff-% trace-% test-%:
	$(error there is no step '$*': there are $(foreach s,$(STEPS),$(call number,$s)))

# The doctor tries what the steps need; it links nothing of theirs.
DOCTOR := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard doctor/*.c))
$(BUILD)/bin/doctor: $(DOCTOR) $(BUILD)/obj/common.a
	@$(AS_USER) mkdir -p $(@D)
	@echo '  LINK $@'
	@$(AS_USER) $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/attacks/%: tests/attacks/%.c $(BUILD)/flags
	@$(AS_USER) mkdir -p $(@D)
	@echo '  CC   $@'
	@$(AS_USER) $(COMPILE) $(PLAIN) -static -o $@ $<

# One that is too long for a file is a folder.
$(BUILD)/attacks/%: tests/attacks/%/main.c $(wildcard tests/attacks/*/*.[ch]) \
		$(BUILD)/flags $(NOTHING)
	@$(AS_USER) mkdir -p $(@D)
	@echo '  CC   $@'
	@$(call together,$(wildcard tests/attacks/$*/*.c)) $(PLAIN) -static \
		-o $@ $(NOTHING)

# (The attacks are static, which the sanitizers cannot be.)
PLAIN := $(if $(SANITIZE),-fno-sanitize=all)

# Another compiler or other flags: everything is built again.
FLAGS := $(COMPILE) $(LDFLAGS)
$(BUILD)/flags: force
	@command -v $(firstword $(CC)) >/dev/null || { \
		echo "there is no compiler '$(CC)'" >&2; \
		echo "  $(if $(filter cc gcc,$(CC)),type: sudo tools/setup run,install it$(,) or leave out CC=$(CC))" >&2; \
		exit 1; }
	@$(AS_USER) mkdir -p $(@D)
	@echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' | \
		$(AS_USER) tee $@ >/dev/null

.PHONY: force
force:

-include $(wildcard $(BUILD)/obj/common/*.d $(BUILD)/obj/steps/*/*.d \
	$(BUILD)/obj/doctor/*.d)

# --------------------------------------------------------------- to be typed

# The command as it was typed: make would take its dollars for variables.
export COMMAND := $(value CMD)

.PHONY: run
run: ## a shell in a container; CMD='id' runs that instead
	@tools/setup run
	+@$(MAKE_NOW) -s $(LATEST) rootfs
	@set -- run -i $$(test ! -t 0 || echo -t) --rm --hostname vessel \
		'$(abspath $(or $(ROOTFS),$(BUILD)/rootfs))'; \
	if [ -n "$$COMMAND" ]; then \
		exec $(LATEST) "$$@" sh -c "$$COMMAND"; \
	else \
		$(LATEST) "$$@" sh -l || { code=$$?; [ $$code -lt 125 ] || exit $$code; }; \
	fi

# (A root that is made again keeps what a later step's lesson needs.)
.PHONY: rootfs
rootfs: $(BUILD)/rootfs.made ## make the root file system, build/rootfs
$(BUILD)/rootfs.made: rootfs/make $(wildcard rootfs/etc/*) $(ATTACKS) $(BUILD)/busybox
	@$(AS_USER) mkdir -p $(@D)
	@ATTACKS='$(sort $(ATTACKS) $(wildcard $(BUILD)/attacks/*))' \
		rootfs/make $(BUILD)/rootfs $(BUSYBOX) || { rm -f $(BUILD)/busybox; exit 1; }
	@touch $@

# (For those who want more than a busybox. 'make clean' takes it away.)
.PHONY: debian
debian: ## a Debian root made by mmdebstrap, build/debian
	@rootfs/debian build/debian

# Another busybox: the root is made again. Which one it was is remembered, if it was one.
BUSYBOX ?= $(shell cat $(BUILD)/busybox 2>/dev/null)
$(BUILD)/busybox: force
	@$(AS_USER) mkdir -p $(@D)
	@echo '$(BUSYBOX)' | cmp -s - $@ || echo '$(BUSYBOX)' | $(AS_USER) tee $@ >/dev/null

# A '~' behind a '=' is not the shell's to expand.
PREFIX ?= /usr/local
HERE_IS = '$(patsubst ~/%,$(HOME)/%,$(PREFIX))' '$(DESTDIR)'

.PHONY: install
install: ## vessel, its man page and completion: PREFIX=/usr/local
	@tools/setup run
	+@$(MAKE_NOW) -s $(BUILD)/bin/vessel $(BUILD)/bin/vessel-monitor $(BUILD)/bin/doctor
	@BUILD='$(BUILD)' tools/install $(HERE_IS)

.PHONY: uninstall
uninstall: ## take it away from there
	@tools/install --remove $(HERE_IS)

.PHONY: test
test: ## all tests; most of them need root
	@tools/setup test
	+@$(MAKE_NOW) -s all rootfs
	@BUILD=$(BUILD) tests/run

.PHONY: sanitize
# No leaks: what an option says is kept until the end, and a traced process
# cannot look for leaks at all.
sanitize: ## all tests again, under the address and behaviour sanitizers
	@tools/setup test
	@$(MAKE) test SANITIZE=1 ASAN_OPTIONS=detect_leaks=0 BUILD=$(BUILD)/sanitize CFLAGS='-O1 -g \
		-fsanitize=address,undefined -fno-sanitize-recover=all \
		-fno-omit-frame-pointer' LDFLAGS=$(CURDIR)/tests/sanitizers.c

.PHONY: lint
lint: ## what compilers and checkers have to say about the sources
	@tools/setup lint
	@tools/lint

.PHONY: setup
setup: ## install what is missing, with this machine's package manager
	@tools/setup all

.PHONY: doctor
doctor: ## a verdict for each step: does it work on this machine?
	@BUILD='$(BUILD)' tools/doctor

.PHONY: clean
clean: ## remove all that was built
	@if [ "$$(id -u)" != 0 ] && [ -n "$$(find build -type d ! -user "$$(id -u)" 2>/dev/null | \
			head -n 1)" ]; then \
		echo "clean: some files in build/ are root's: sudo make clean" >&2; \
		exit 1; \
	fi
	@rm -rf build run

.PHONY: clean-host
clean-host: ## remove what a killed launcher left behind on this machine
	@tools/clean-host

.PHONY: help
help: ## this list
	@tools/help $(firstword $(MAKEFILE_LIST))

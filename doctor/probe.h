/* probe.h - things to try, each in a child that changes nothing here. */
/* SPDX-License-Identifier: MIT */
#ifndef PROBE_H
#define PROBE_H

#include <stddef.h>

/* As whom something is tried. */
enum as {
	AS_WE_ARE,   /* whoever typed the command */
	AS_ROOT,     /* root; if we are not, root of a user namespace */
	AS_USER,     /* an ordinary user, also if we are root */
	AS_ROOTLESS, /* an ordinary user, as root of a user namespace */
};

struct probe {
	const char *name; /* the fact that it finds */
	enum as as;
	int (*try)(const struct probe *probe); /* 0, or -1 by probe_failed */
	long argument;                         /* what `try` makes of it */
	const char *text;                      /* the same */
	int capability;    /* that root needs; 0: none (none needs CAP_CHOWN) */
	const char *since; /* first Linux that has it; NULL: all have */
	const char *module; /* what modprobe(8) would load for it; NULL: none */
};

enum state { HOLDS, FAILS, UNKNOWN };

struct finding {
	enum state state;
	int error;      /* errno of `call` */
	char call[32];  /* what failed */
	char value[96]; /* what was found, where there is more than yes or no */
};

/* Those of one subject each; they end with an empty row. */
extern const struct probe probes_kernel[], probes_namespaces[], probes_mounts[],
	probes_overlay[], probes_cgroups[], probes_network[], probes_security[],
	probes_tools[];

/* Try everything. */
void probe_all(void);

/* Call `visit` for all that was found, in the order of the subjects. */
void findings_visit(
	void (*visit)(const struct probe *, const struct finding *));

/* The fact `name`. A name that no table has ends the program. */
const struct finding *finding_of(const char *name);
const struct probe *probe_of(const char *name);

/* A probe that is part of another one. */
int try_tun(const struct probe *probe);

/* In a probe: `call` has failed, with errno. Returns -1. */
int probe_failed(const char *call);

/* In a probe: what there is to say beside yes. Returns 0. */
int probe_value(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* In a probe: become root of a new user namespace. 0, or -1. */
int probe_become_root(void);

/* In a probe: mounts of our own, and in a new tmpfs there. 0, or -1. */
int probe_own_mounts(void);
int probe_scratch(void);

/* The user on whose behalf we run: also behind sudo. */
unsigned int probe_user(void);

#endif

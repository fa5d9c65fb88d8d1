/* xray.h - what is a process made of? */
/* SPDX-License-Identifier: MIT */
#ifndef XRAY_H
#define XRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct json_object;

/* One fact: a row of the table, and a key of the JSON. */
struct row {
	const char *section;
	char *key;
	char *text;                /* for people: clean, may be wrapped */
	struct json_object *value; /* for programs; NULL: not to be seen */
	bool own;                  /* not what the host has: worth a look */
	bool hidden;               /* we lack the right to see it */
	bool moving; /* changes while one looks: never marked as different */
};

/* All that we know of one process. Everything here is host side. */
struct xray {
	pid_t pid;
	int dir; /* /proc/PID: stays with this process when the PID is reused */
	bool ended;          /* a zombie: most of it is gone */
	const char *section; /* where row_add() adds */
	struct row *rows;
	size_t count;
};

/*
 * Collect everything about the process `word`: a number, or "self". Ends with
 * 1 if there is no such process, or no more. proc(5)
 */
struct xray xray_collect(const char *word);
void xray_free(struct xray *xray);

/* Add a fact. `value` is ours from here on; the text is cleaned. */
void row_add(struct xray *xray, const char *key, struct json_object *value,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Add what we could not see because of the errno `error`. */
void row_hidden(struct xray *xray, const char *key, int error);

/* The sections, in the order of the table. */
struct section {
	const char *name;  /* of the JSON */
	const char *title; /* of the table */
	const char *page;  /* the man page */
	bool dense;        /* two rows on a line, where they fit */
};
extern const struct section sections[]; /* ends with an empty one */

/* What fills them, from one file of /proc/PID after the other. */
void xray_status(struct xray *xray, const char *status);
void xray_users(struct xray *xray);
void xray_capabilities(struct xray *xray, const char *status);
void xray_restrictions(struct xray *xray, const char *status);
void xray_namespaces(struct xray *xray);
void xray_cgroups(struct xray *xray);
void xray_mounts(struct xray *xray);
void xray_rlimits(struct xray *xray);

/* The value of the line `key` of /proc/PID/status; "" if there is none. */
const char *status_line(const char *status, const char *key);
/* The command line of /proc/PID `dir`, or "[name]"; the caller frees it. */
char *command_read(int dir, const char *name);

/* The namespaces of one process. namespaces(7) */
enum { MNT = 1, PID, NET, NAMESPACES = 8 };
extern const char *const namespace_names[NAMESPACES];
struct namespaces {
	uint64_t inode[NAMESPACES]; /* 0: not visible, see the error */
	int error[NAMESPACES];
};
struct namespaces namespaces_read(int dir);
/* Those that we take for the host's, and who says so, in words or a word. */
const struct namespaces *namespaces_host(void);
const struct namespaces *namespaces_own(void);
const char *namespaces_reference(bool short_form);

/* One line of /proc/PID/mountinfo; its strings lie in the text it is from. */
struct mount {
	const char *options, *type, *source, *super;
	char *root, *point;
	bool shared, slave, unbindable;
};
/* Take the next line off `*text`, which is changed. proc_pid_mountinfo(5) */
bool mount_next(char **text, struct mount *mount);

/* All processes, grouped by their namespaces. */
struct process {
	pid_t pid, parent;
	uint64_t start; /* clock ticks since the machine started */
	bool kernel;    /* a kernel thread */
	size_t group;   /* NOWHERE: its namespaces are not visible */
	char *command;
};
struct node {
	struct namespaces namespaces;
	size_t first;  /* its eldest process */
	size_t parent; /* group; NOWHERE: the tree starts here */
	size_t size;   /* processes */
};
struct forest {
	struct process *processes; /* sorted by PID */
	struct node *groups;
	size_t process_count, group_count, hidden;
};
#define NOWHERE SIZE_MAX
struct forest forest_collect(void);
void forest_free(struct forest *forest);
/* Is namespace `n` of this group another than its parent's? */
bool group_differs(const struct forest *forest, size_t group, int n);

/* A row of two processes; NULL: this one does not have it. */
struct pair {
	const struct section *section;
	const struct row *left, *right;
	bool differs;
	bool hidden; /* at least one side: nobody knows whether it differs */
};
/* All their rows, in the order of the table; the caller frees it. */
struct pair *pairs_collect(
	const struct xray *left, const struct xray *right, size_t *count);

/* Print the report, on stdout. */
void xray_show(const struct xray *xray);
void xray_compare(const struct xray *left, const struct xray *right);
void forest_draw(const struct forest *forest);
void xray_json(const struct xray *xray);
void compare_json(const struct xray *left, const struct xray *right);
void forest_json(const struct forest *forest);

/* Put a value into a JSON object: json_object_object_add(), but shorter. */
void field_number(struct json_object *object, const char *key, int64_t number);
void field_text(struct json_object *object, const char *key, const char *text);
void field_bool(struct json_object *object, const char *key, bool value);

/*
 * Names come from whoever started the process: a copy of `text` that has no
 * control characters and is valid UTF-8, whatever it was. The caller frees it.
 */
char *text_clean(const char *text);
bool text_utf8(void); /* does the caller's locale know more than ASCII? */
/* Bytes of `text` that fit into `width` columns, to the end of a word. */
size_t text_fit(const char *text, int width);
/* Print `length` bytes; returns the columns that they take. */
int text_print(const char *text, size_t length);
/* printf(3) into new memory, or die. */
char *text_format(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
char *text_size(uint64_t bytes); /* "8.0 MiB"; the caller frees it */

/* A piece of a table's line, wrapped to its width. */
struct cell {
	const char *text;
	int width;
	const char *style; /* of the terminal: "1" bold...; NULL: none */
};
void cells_print(struct cell *cells, size_t count);
void heading_print(const struct section *section);
int page_width(void); /* columns */
/* Room for one more item in an array of `count` items of `size` bytes. */
void *array_grow(void *array, size_t count, size_t size);

#endif

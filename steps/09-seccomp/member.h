/* member.h - members of a file of JSON, and which of them is wrong. */
/* SPDX-License-Identifier: MIT */
#ifndef MEMBER_H
#define MEMBER_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

/* Where we are in a file: "syscalls[3].args[0].op". */
struct member {
	const char *file;
	char path[128];
	struct json_object *value; /* NULL: it is not there */
};

/* Either side; all of them. A member of another type is refused, by its path:
 * one line on stderr, and 125. */

/* Either side. The member `name`; one that is null is not there. */
struct member member_of(
	const struct member *object, const char *name, enum json_type type);

/* Either side. Item `index` of an array, and how many items it has; none if it
 * is not there. */
struct member member_at(
	const struct member *array, size_t index, enum json_type type);
size_t member_count(const struct member *array);

/* Either side. What it says; of one that is not there, NULL or `otherwise`. */
const char *member_text(const struct member *member);
uint64_t member_number(
	const struct member *member, uint64_t most, uint64_t otherwise);

/*
 * Either side. Refuse a name in `object` that is nearly one of `names`, which
 * end with NULL: a rule without its "args" lets more through than was meant.
 */
void member_names(const struct member *object, const char *const names[]);

/* Either side. Say what is wrong with it. */
_Noreturn void member_refuse(const struct member *member, const char *format,
	...) __attribute__((format(printf, 2, 3)));

#endif

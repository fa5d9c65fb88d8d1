/* member.c - members of a file of JSON, and which of them is wrong. */
/* SPDX-License-Identifier: MIT */
#include "member.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "nearest.h"

void member_refuse(const struct member *member, const char *format, ...)
{
	va_list arguments;
	char *what;

	va_start(arguments, format);
	if (vasprintf(&what, format, arguments) < 0)
		_exit(EXIT_LAUNCHER);
	va_end(arguments);
	die_of(&(struct death){ .code = EXIT_LAUNCHER }, "'%s': %s%s%s",
		member->file, member->path, *member->path ? ": " : "", what);
}

static void path_set(struct member *member, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A path that is too long is cut: the names are docker's, and short. */
static void path_set(struct member *member, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(member->path, sizeof(member->path), format, arguments);
	va_end(arguments);
}

static const char *type_in_words(enum json_type type)
{
	return type == json_type_object   ? "an object"
	       : type == json_type_array  ? "a list"
	       : type == json_type_string ? "a text"
					  : "a whole number";
}

static void type_check(const struct member *member, enum json_type type)
{
	if (member->value && !json_object_is_type(member->value, type))
		member_refuse(member, "this is to be %s", type_in_words(type));
}

struct member member_of(
	const struct member *object, const char *name, enum json_type type)
{
	struct member member = { .file = object->file };

	path_set(&member, "%s%s%s", object->path, *object->path ? "." : "",
		name);
	if (object->value)
		json_object_object_get_ex(object->value, name, &member.value);
	type_check(&member, type);
	return member;
}

struct member member_at(
	const struct member *array, size_t index, enum json_type type)
{
	struct member member = { .file = array->file };

	path_set(&member, "%s[%zu]", array->path, index);
	member.value = json_object_array_get_idx(array->value, index);
	if (!member.value)
		member_refuse(&member, "this is to be %s, and not null",
			type_in_words(type));
	type_check(&member, type);
	return member;
}

size_t member_count(const struct member *array)
{
	return array->value ? json_object_array_length(array->value) : 0;
}

const char *member_text(const struct member *member)
{
	return member->value ? json_object_get_string(member->value) : NULL;
}

uint64_t member_number(
	const struct member *member, uint64_t most, uint64_t otherwise)
{
	uint64_t number;

	if (!member->value)
		return otherwise;
	number = json_object_get_uint64(member->value);
	if (number > most || *json_object_get_string(member->value) == '-')
		member_refuse(member, "%s is not from 0 to %llu",
			json_object_get_string(member->value),
			(unsigned long long)most);
	return number;
}

void member_names(const struct member *object, const char *const names[])
{
	size_t count = 0, i;

	if (!object->value)
		return;
	while (names[count])
		count++;
	json_object_object_foreach(object->value, name, value)
	{
		const char *meant = nearest(name, names, count);

		(void)value;
		for (i = 0; i < count && strcmp(names[i], name); i++)
			;
		if (i == count && meant)
			member_refuse(object,
				"there is no '%s': did you mean '%s'?", name,
				meant);
	}
}

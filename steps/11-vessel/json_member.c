/* json_member.c - members of objects of JSON. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "die.h"
#include "letter.h"

#include "json_file.h"

struct json_object *json_member(struct json_object *object, const char *member)
{
	struct json_object *found = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, member, &found);
	return found;
}

/* What it is, if it is of that type: a number is no text. */
static struct json_object *member_of(
	struct json_object *object, const char *member, json_type type)
{
	struct json_object *found = json_member(object, member);

	return json_object_is_type(found, type) ? found : NULL;
}

const char *json_text(struct json_object *object, const char *member)
{
	object = member_of(object, member, json_type_string);
	return object ? json_object_get_string(object) : NULL;
}

long json_number(struct json_object *object, const char *member)
{
	object = member_of(object, member, json_type_int);
	return object ? (long)json_object_get_int64(object) : 0;
}

bool json_truth(struct json_object *object, const char *member)
{
	object = member_of(object, member, json_type_boolean);
	return object && json_object_get_boolean(object);
}

/* (json-c aborts who asks for the length of anything else.) */
size_t json_length(struct json_object *array)
{
	return json_object_is_type(array, json_type_array)
		       ? json_object_array_length(array)
		       : 0;
}

int json_words(struct json_object *object, const char *member)
{
	struct json_object *words = member_of(object, member, json_type_array);

	for (size_t i = 0; i < json_length(words); i++)
		if (!json_object_is_type(json_object_array_get_idx(words, i),
			    json_type_string))
			return -1;
	return words ? (int)json_length(words) : -1;
}

static void member_set(struct json_object *object, const char *member,
	struct json_object *value)
{
	if (!value || json_object_object_add(object, member, value) < 0)
		die("malloc", "cannot keep '%s' in memory", member);
}

void json_set_text(
	struct json_object *object, const char *member, const char *text)
{
	member_set(object, member, json_object_new_string(text));
}

void json_set_number(
	struct json_object *object, const char *member, long number)
{
	member_set(object, member, json_object_new_int64(number));
}

void json_set_truth(struct json_object *object, const char *member, bool truth)
{
	member_set(object, member, json_object_new_boolean(truth));
}

/*
 * Texts are others', too, and what is JSON to a program is read on terminals:
 * no letter paints one, and what is no letter at all is none of JSON's either.
 * (What is below ' ' stands as \u00XX already.) RFC 8259
 */
void json_show(const char *text)
{
	uint32_t code;
	size_t length;

	for (; *text; text += length) {
		length = letter_read(text, &code);
		if (!length)
			fputs("\\ufffd", stdout);
		else if (*text == '\n' || letter_fits(text))
			fwrite(text, 1, length, stdout);
		else if (code > 0xffff)
			printf("\\u%04x\\u%04x", 0xd7c0 + (code >> 10),
				0xdc00 | (code & 0x3ff));
		else
			printf("\\u%04x", code);
		length = length ? length : 1;
	}
}

void json_print(struct json_object *object)
{
	json_show(json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
				JSON_C_TO_STRING_NOSLASHESCAPE));
	putchar('\n');
	if (fflush(stdout) || ferror(stdout))
		die("write", "cannot write to stdout");
}

/* json_file.h - objects of JSON in files that are whole or not there. */
/* SPDX-License-Identifier: MIT */
#ifndef JSON_FILE_H
#define JSON_FILE_H

#include <json-c/json.h>
#include <stdbool.h>

/* Everything here is host side. */

/*
 * The object in the file `path` below `directory`. NULL: there is no such file
 * (`*fault` is NULL then), or what is wrong with it, in a few words.
 */
struct json_object *json_read_at(
	int directory, const char *path, const char **fault);

/*
 * Write it: readers see the old file or the new one, and so does who comes
 * after a power cut if it is `lasting`. One writer at a time. Returns 0, or -1
 * and errno, with nothing changed. rename(2), fsync(2)
 */
int json_write_at(int directory, const char *name, struct json_object *object,
	bool lasting);

/* Members of an object, which may be NULL; NULL, 0, false: there is none. */
const char *json_text(struct json_object *object, const char *member);
long json_number(struct json_object *object, const char *member);
bool json_truth(struct json_object *object, const char *member);
struct json_object *json_member(struct json_object *object, const char *member);

/* How many there are in an array; 0: it is none, or NULL. */
size_t json_length(struct json_object *array);

/* How many texts are in the array that a member is; -1: it is another thing. */
int json_words(struct json_object *object, const char *member);

/* Set one, instead of what it was. */
void json_set_text(
	struct json_object *object, const char *member, const char *text);
void json_set_number(
	struct json_object *object, const char *member, long number);
void json_set_truth(struct json_object *object, const char *member, bool truth);

/* Print it on stdout, for people and programs; dies if that cannot be. */
void json_print(struct json_object *object);

/* The same for JSON that is text already, without an end of the line: what
 * paints a terminal stands as \uXXXX, and what is no UTF-8 as \ufffd. */
void json_show(const char *text);

#endif

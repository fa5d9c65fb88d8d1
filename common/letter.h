/* letter.h - is a letter of somebody else's text fit for a terminal? */
/* SPDX-License-Identifier: MIT */
#ifndef LETTER_H
#define LETTER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Either side. Bytes of the letter at `text`, and its number; 0: that is no
 * UTF-8, or a longer form of a letter than is allowed. utf-8(7)
 */
size_t letter_read(const char *text, uint32_t *code);

/*
 * Either side. Bytes of the letter at `text` if it can be shown as it is; 0: a
 * byte that cannot, for a terminal may obey it, or show other letters in its
 * place or in another order. charsets(7), console_codes(4)
 */
size_t letter_fits(const char *text);

#endif

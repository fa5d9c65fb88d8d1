# bash completion for vessel, which knows all the words: vessel completion bash
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# bash splits words at ':' and '=', too. They are put together again here; and of
# what is offered, what stands before the last of these is typed already.
_vessel()
{
	local rest=${COMP_LINE:0:COMP_POINT} words=() line i
	for ((i = 0; i <= COMP_CWORD; i++)); do
		if [[ $i -lt 2 || $rest == [[:blank:]]* ]]; then
			words+=('')
		fi
		rest=${rest#"${rest%%[![:blank:]]*}"}
		line=${COMP_WORDS[i]}
		[ "$i" -lt "$COMP_CWORD" ] || line=$rest
		words[${#words[@]}-1]+=$line rest=${rest#"$line"}
	done
	line=${words[${#words[@]}-1]}
	local typed=${line%"${line##*[:=]}"}
	COMPREPLY=()
	while IFS= read -r line; do
		line=${line%%$'\t'*}
		case $line in
		:files) compopt -o default; continue ;;
		*[:=]) compopt -o nospace ;;
		esac
		COMPREPLY+=("${line#"$typed"}")
	done < <("${words[0]/#\~/$HOME}" complete "${words[@]:1}" 2>/dev/null)
}

complete -F _vessel vessel

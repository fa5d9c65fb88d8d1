#compdef vessel
# zsh completion for vessel, which knows all the words: vessel completion zsh
# SPDX-License-Identifier: MIT
_vessel()
{
	local line files
	local -a offers open
	for line in "${(@f)$("${(Q)words[1]/#\~/$HOME}" complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
		case $line in
		'') ;;
		:files) files=yes ;;
		*[:=]|*[:=]$'\t'*) open+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
		*) offers+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
		esac
	done
	(( ! $#open )) || _describe vessel open -S ''
	(( ! $#offers )) || _describe vessel offers
	if [[ -n $files ]]; then
		compset -P '*[:=]'
		_files
	fi
}

# Loaded from fpath, this file is the function.
if [[ $funcstack[1] == _vessel ]]; then
	_vessel "$@"
else
	compdef _vessel vessel
fi

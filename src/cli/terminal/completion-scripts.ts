/** The scripts that `olx-abtest completion` prints: each asks the program for the words that may come last, one a line. */

/** The argument with which a script requests completions; the words up to the cursor follow it. */
export const COMPLETIONS = '--get-completions';

/**
 * Bash splits the line at `=` and `:`, and replaces only what comes after the last of them: the words are joined again, and what comes
 * before is taken off the answers. It also runs in Bash 3.2, which macOS has.
 */
const BASH = `_olx_abtest() {
  local rest=\${COMP_LINE:0:COMP_POINT} trimmed word found at last=-1
  local -a words
  for ((at = 0; at <= COMP_CWORD; at++)); do
    trimmed=\${rest#"\${rest%%[![:space:]]*}"}
    word=\${COMP_WORDS[at]}
    if ((at == COMP_CWORD)); then word=$trimmed; fi
    if ((last < 0)) || [[ $trimmed != "$rest" ]]; then words[++last]=$word; else words[last]+=$word; fi
    rest=\${trimmed#"$word"}
  done
  word=\${words[last]}
  local replaced=\${word##*[=:]}
  local kept=\${word%"$replaced"}
  COMPREPLY=()
  while IFS= read -r found; do
    if [[ $found == "$word"* ]]; then COMPREPLY+=("\${found#"$kept"}"); fi
  done < <(olx-abtest ${COMPLETIONS} "\${words[@]}" 2> /dev/null)
  if [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2> /dev/null; fi
  return 0
}
complete -o bashdefault -o default -F _olx_abtest olx-abtest
`;

const ZSH = `#compdef olx-abtest
_olx_abtest() {
  local -a found unfinished
  found=("\${(@f)$(olx-abtest ${COMPLETIONS} "\${(@)words[1,CURRENT]}" 2> /dev/null)}")
  found=("\${(@)found:#}")
  if (( ! $#found )); then _files; return; fi
  unfinished=("\${(@M)found:#*=}")
  found=("\${(@)found:#*=}")
  if (( $#unfinished )); then compadd -S '' -a unfinished; fi
  if (( $#found )); then compadd -a found; fi
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then _olx_abtest "$@"; else compdef _olx_abtest olx-abtest; fi
`;

const FISH = `complete -c olx-abtest -a '(olx-abtest ${COMPLETIONS} (commandline -opc) (commandline -ct | string collect --allow-empty) 2> /dev/null)'
`;

export const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;

# The list clusterDNS in a KubeletConfiguration: YAML in block or flow style, or JSON.
#   action=get       prints its items on one line
#   action=set       prints the text with the items of `to` instead
#   action=rest      prints the text without the list
#   action=healthz   prints the number healthzPort, if it is there
# `file` is its name, for errors. A text that is not understood is an error. After the text comes one more character.
# For every awk: mawk, gawk, busybox, and the original one.
function fail(why) {
  print "kubelet: " file ": " why "; it is left as it is" | "cat >&2"
  exit 1
}
# What a line says: without the spaces around it, and nothing if it is a comment.
function content(line) {
  gsub(/^[ \t]+|[ \t\r]+$/, "", line)
  return line ~ /^#/ ? "" : line
}
function indent(line) {
  match(line, /^ */)
  return RLENGTH
}
function unquoted(word) {
  return word ~ /^["\047]/ ? substr(word, 2, length(word) - 2) : word
}
# The place after spaces, line breaks and comments.
function skipped(at) {
  while (match(substr(text, at), /^([ \t\r\n]+|#[^\n]*)/)) at += RLENGTH
  return at
}
# The place after a text in quotes, or after a list or map in brackets.
function after(at,   depth, c, before) {
  do {
    c = substr(text, at, 1)
    if (c == "") fail("a bracket is not closed")
    if (c == "#" && before ~ /[ \t\r\n]/) at = skipped(at) - 1
    else if (c ~ /["\047]/ && (before == "" || before ~ /[[{,: \t\r\n]/)) {
      if (c == "\"") match(substr(text, at + 1), /^([^"\\]|\\.)*"/)
      else match(substr(text, at + 1), /^[^\047]*\047/)
      if (RLENGTH < 0) fail("a quote is not closed")
      at += RLENGTH
    }
    else if (c ~ /[[{]/) depth++
    else if (c ~ /[]}]/) depth--
    before = substr(text, at, 1)
    at++
  } while (depth > 0)
  return at
}
# Takes in an entry of the outermost map: its key from `at` on, its value from `from` on. Gives the place after it.
function entry(key, at, from,   end) {
  if (substr(text, from, 1) ~ /["\047[{]/) end = after(from)
  else {
    if (flow) match(substr(text, from), /^[^],}#\r\n]*/)
    else match(substr(text, from), /^([^# \t\r\n]|[ \t]+[^# \t\r\n]|[^ \t\r\n]#)*/)
    end = from + RLENGTH
  }
  if (key == "kind") kind = unquoted(content(substr(text, from, end - from)))
  if (key == "healthzPort") healthz = content(substr(text, from, end - from))
  if (key == "clusterDNS") {
    if (key_at) fail("clusterDNS stands there twice")
    key_at = at
    value_at = from
    value_end = end
  }
  return end
}
# A map in braces, which JSON is.
function read_flow(at,   from, key) {
  at = first = skipped(at + 1)
  while (substr(text, at, 1) != "}") {
    from = at
    if (substr(text, at, 1) ~ /["\047]/) at = after(at)
    else if (match(substr(text, at), /^[^][{},:#" \t\r\n]+/)) at += RLENGTH
    key = unquoted(substr(text, from, at - from))
    at = skipped(at)
    if (substr(text, at, 1) != ":") fail("the entry after " key " is not understood")
    at = skipped(entry(key, from, skipped(at + 1)))
    if (substr(text, at, 1) == ",") at = skipped(at + 1)
  }
}
# A map with an entry on each line of the first document.
function read_block(i,   root, key, end) {
  root = indent(line[i])
  first = start[i] + root
  for (; i <= lines && line[i] !~ /^(---|\.\.\.)([ \t\r]|$)/; i++) {
    key = content(line[i])
    if (key == "" || indent(line[i]) > root || key ~ /^-([ \t]|$)/) continue
    if (!match(key, /^("[^"]*"|\047[^\047]*\047|[A-Za-z0-9_.\/<-]+)[ \t]*:([ \t]+|$)/)) fail("line " i " is not understood")
    end = start[i] + root + RLENGTH
    key = substr(key, 1, RLENGTH)
    sub(/[ \t]*:[ \t]*$/, "", key)
    end = entry(unquoted(key), start[i] + root, end)
    if (key_at == start[i] + root) key_line = i
    while (i < lines && start[i + 1] < end) i++
  }
}
function item(word) {
  word = unquoted(word)
  if (word !~ /^[0-9A-Za-z.:%_-]+$/) fail("clusterDNS has an item that is no plain text")
  items = items (items == "" ? "" : " ") word
}
function read_flow_list(   at, end) {
  if (substr(text, value_at, value_end - value_at) ~ /#/) fail("clusterDNS has a comment within its brackets")
  for (at = skipped(value_at + 1); substr(text, at, 1) != "]"; at = skipped(at)) {
    end = at
    if (substr(text, at, 1) ~ /["\047]/) end = after(at)
    else if (match(substr(text, at), /^[^],"\047 \t\r\n]+/)) end += RLENGTH
    item(substr(text, at, end - at))
    at = skipped(end)
    if (substr(text, at, 1) == ",") at++
  }
}
# A list with an item on each line from `i` on. Takes it out of the text, and leaves its comments.
function read_block_list(i,   depth, words, note, last, kept) {
  depth = indent(line[i])
  for (last = key_line; i <= lines; i++) {
    words = content(line[i])
    if (words == "") continue
    if (indent(line[i]) > depth && items != "") fail("clusterDNS has an item of more than a line")
    if (indent(line[i]) < depth || words !~ /^-[ \t]/) break
    sub(/^-[ \t]+/, "", words)
    note = match(words, /[ \t]#/) ? substr(words, RSTART + 1) : ""
    if (note != "") words = content(substr(words, 1, RSTART))
    item(words)
    for (last++; last < i; last++) kept = kept line[last] "\n"
    if (note != "") kept = kept note eol
  }
  text = substr(text, 1, start[key_line + 1] - 1) kept substr(text, start[last + 1])
}
function read_list(   at, i) {
  if (value_at == value_end && !flow) {
    at = skipped(value_at)
    for (i = lines; start[i] > at; i--) ;
    if (i > key_line && content(line[i]) ~ /^-[ \t]/ && indent(line[i]) >= indent(line[key_line])) {
      read_block_list(i)
      return
    }
    if (i > key_line && indent(line[i]) > indent(line[key_line])) fail("clusterDNS begins on a line of its own")
  }
  if (substr(text, value_at, 1) == "[") read_flow_list()
  else if (substr(text, value_at, value_end - value_at) !~ /^(null|Null|NULL|~)?[ \t]*$/) fail("clusterDNS is no list that is understood")
}
# The text with something else from one place to another.
function replaced(from, to, by) {
  return substr(text, 1, from - 1) by substr(text, to)
}
function with_list(   key, list) {
  list = to
  gsub(/ /, "\", \"", list)
  list = ": [" (to == "" ? "" : "\"" list "\"") "]"
  if (key_at) {
    match(substr(text, key_at), /^[^ \t:]+/)
    return replaced(key_at, value_end, substr(text, key_at, RLENGTH) list (substr(text, value_end, 1) == "#" ? " " : ""))
  }
  match(substr(text, 1, first - 1), /[ \t\r\n]*$/)
  if (flow) return replaced(first, first, "\"clusterDNS\"" list "," (RLENGTH ? substr(text, RSTART, RLENGTH) : " "))
  return replaced(first, first, "clusterDNS" list eol substr("                    ", 1, indent(line[first_line])))
}
function without_list(   end) {
  if (!key_at) return text
  if (flow) {
    end = skipped(value_end)
    return replaced(key_at, substr(text, end, 1) == "," ? skipped(end + 1) : end, "")
  }
  match(substr(text, value_end), /^[ \t]*(\r?\n *)?/)
  return replaced(key_at, value_end + RLENGTH, "")
}
{
  text = text (NR > 1 ? "\n" : "") $0
}
END {
  # What follows the last line tells whether it is a whole one.
  text = substr(text, 1, length(text) - 1)
  if (sub(/^\357\273\277/, "", text)) mark = "\357\273\277"
  lines = split(text, line, "\n")
  for (i = 1; i <= lines + 1; i++) start[i] = i == 1 ? 1 : start[i - 1] + length(line[i - 1]) + 1
  for (i = 1; i <= lines && (content(line[i]) == "" || line[i] ~ /^(%|---[ \t\r]*(#|$))/); i++) ;
  if (i > lines) fail("it is empty")
  first_line = i
  eol = line[i] ~ /\r$/ ? "\r\n" : "\n"
  match(line[i], /^(---)?[ \t]*/)
  if (substr(line[i], RLENGTH + 1, 1) == "{") {
    flow = 1
    read_flow(start[i] + RLENGTH)
  }
  else read_block(i)
  if (kind != "KubeletConfiguration") fail("it is no KubeletConfiguration")
  if (key_at) read_list()
  ORS = ""
  if (action == "get") print items "\n"
  if (action == "set") print mark with_list()
  if (action == "rest") print mark without_list()
  if (action == "healthz" && healthz ~ /^[0-9]+$/) print healthz "\n"
}

# Reads the result file of one test project (xunit's XML) and prints a line a test:
#   passed|failed|skipped <tab> NAME <tab> FIRST LINE OF THE MESSAGE OR REASON
# A record is one XML tag with the text behind it. Texts are CDATA sections, which may hold "<" and so span records.
BEGIN { RS = "<" }

function plain(s) {
  gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;/, "'", s)
  gsub(/&amp;/, "\\&", s)
  return one_line(s)
}

function one_line(s) {
  gsub(/\\"/, "\"", s); gsub(/[\t\r]/, " ", s); sub(/\n.*/, "", s)
  return s
}

function attribute(name,    s) {
  if (!match($0, " " name "=\"[^\"]*\"")) return ""
  s = substr($0, RSTART, RLENGTH)
  sub(/^[^"]*"/, "", s); sub(/"$/, "", s)
  return plain(s)
}

function begin(new_outcome, new_name) {
  finish()
  outcome = new_outcome
  name = new_name
}

function finish() {
  if (name != "") print outcome "\t" name "\t" one_line(message)
  name = message = ""
}

in_text {
  text = text "<" $0
  take_text()
  next
}

/^!\[CDATA\[/ {
  text = substr($0, 9)
  in_text = 1
  take_text()
  next
}

function take_text(    end) {
  end = index(text, "]]>")
  if (!end) return
  in_text = 0
  if (wanted && message == "") message = substr(text, 1, end - 1)
  wanted = 0
}

/^(message|reason)>/ { wanted = 1 }

/^test / {
  result = attribute("result")
  begin(result == "Pass" ? "passed" : result == "Skip" || result == "NotRun" ? "skipped" : "failed", attribute("name"))
  if (result == "NotRun") message = "marked explicit: runs only when asked for by hand"
}

# What went wrong beside the tests, such as a fixture's clean-up.
/^error / { begin("failed", attribute("name") " (" attribute("type") ")") }

/^\/(test|error)>/ { finish() }
END { finish() }
